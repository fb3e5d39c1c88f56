"""The loss curve of a run as an SVG: `python3 training/chart.py nano.log.jsonl loss.svg`."""
import json
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 48, 40, 16, 110
SERIES = {"prose": ("#1f6feb", ""), "tasks": ("#b35900", "6 3")}
SMOOTH = 9


def smoothed(values: list[float]) -> list[float]:
    """Mean of the SMOOTH values around each."""
    half = SMOOTH // 2
    windows = [values[max(0, at - half):at + half + 1] for at in range(len(values))]
    return [sum(window) / len(window) for window in windows]


def chart(log: list[dict]) -> str:
    minutes = [entry["minute"] for entry in log]
    # A recipe without prose has no line of it.
    shown = [name for name in SERIES if any(entry[name] for entry in log)]
    lines = {name: smoothed([entry[name] for entry in log]) for name in shown}
    top = max(max(values) for values in lines.values())

    def x(minute: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * minute / minutes[-1]

    def y(loss: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * loss / top

    parts = []
    for loss in range(int(top) + 1):
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(loss):.1f}" y2="{y(loss):.1f}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 8}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss}</text>')
    for minute in range(0, int(minutes[-1]) + 1, 5 if minutes[-1] < 40 else 15):
        parts.append(f'<text x="{x(minute):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{minute}</text>')
    for name, (colour, dash) in ((name, SERIES[name]) for name in shown):
        points = " ".join(f"{x(minute):.1f},{y(loss):.1f}" for minute, loss in zip(minutes, lines[name]))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dash}"/>'
                     f'<text x="{WIDTH - RIGHT + 6}" y="{y(lines[name][-1]) + 4:.1f}" fill="{colour}">'
                     f'{name} {lines[name][-1]:.2f}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">'
                 'minutes of training; loss in nats a token</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n')


def read_log(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(chart(read_log(Path(sys.argv[1]))), encoding="utf-8")
