import sys

from fanout import topics
from fanout.segments import Segments


def main(topic_list, messages):
    names = topics.read(topic_list)
    with Segments("segments") as segments:
        print("fanout: opening", len(names), "segments")
        segments.open(names)
        with open(messages, encoding="utf-8") as lines:
            for line in lines:
                topic, _, text = line.strip().partition(" ")
                segments.append(topic, text)


if __name__ == "__main__":
    main(*sys.argv[1:])
