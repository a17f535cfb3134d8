from .models import Request


def approval_mail(request):
    head = request.department.head
    return (f"To: {head.mail}\nDear {head.name}, please approve #{request.pk}: {request.what}, "
            f"EUR {request.cents / 100:.2f}")


def approval_mails(week):
    return [approval_mail(r) for r in Request.in_week(week)]
