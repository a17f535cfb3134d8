import argparse
from datetime import date

from digest import tasks
from digest.senders import FileSender, WebhookSender


def dry_post(body, headers):
    """Stands in for the HTTP client when no address is given."""
    print("POST", len(body), "bytes", headers["Content-Type"])


def run(day, sender):
    for reader, items in tasks.due(day).items():
        print(f"digest for {reader}: {len(items)} tasks")
        sender.send(reader, items)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    parser.add_argument("--via", choices=["file", "webhook"], default="file")
    args = parser.parse_args()
    run(args.day, FileSender() if args.via == "file" else WebhookSender(dry_post))


if __name__ == "__main__":
    main()
