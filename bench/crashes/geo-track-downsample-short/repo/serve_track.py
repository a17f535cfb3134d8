#!/usr/bin/env python3
import argparse
import json

import elevation
import geometry
import tracks


def widget(points, limit):
    shown = tracks.thin(points, limit)
    low, high = tracks.bounds(points)
    return {
        "bounds": [low[:2], high[:2]],
        "line": [point[:2] for point in shown],
        "metres": round(geometry.length(points)),
        "climb": elevation.climb(points),
        "profile": elevation.profile(points, 40),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("track")
    args = parser.parse_args()
    with open(args.track) as lines:
        points = geometry.parse(lines)
    print(json.dumps(widget(points, args.limit)))


if __name__ == "__main__":
    main()
