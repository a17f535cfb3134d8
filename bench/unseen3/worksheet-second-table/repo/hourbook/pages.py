from .table import Table


def people_page(book):
    table = Table("who", "days", "hours")
    for who, days, hours in book.by_person():
        table.add(who=who, days=days, hours=hours)
    return table.render()


def projects_page(book):
    table = Table("project", "hours")
    for project, hours in book.by_project():
        table.add(project=project, hours=hours)
    return table.render()


PAGES = {"people": people_page, "projects": projects_page}
