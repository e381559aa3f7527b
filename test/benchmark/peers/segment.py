"""The segmentation of electron/engine/imaging/segment-cells.ts in OpenCV and numpy: the same steps on the same photo.
Usage: segment.py PARAMETERS_JSON; a raw RGB photo of the size it says comes from its file.  Each line on stdin is a
number of runs, answered with the milliseconds of each; "boxes" is answered with the found boxes as JSON.

Each step is a call of OpenCV, but for two that it has not: h-maxima are reconstructed here by repeated dilation below
the distance, and the watershed on heights is scikit-image's (OpenCV's floods by differences of colour)."""
import json
import sys
import time

import cv2
import numpy as np
from scipy.ndimage import find_objects
from skimage.segmentation import watershed

GIVEN = json.loads(sys.argv[1])
DIAMETER = GIVEN["diameter"]
CELL_AREA = np.pi / 4 * DIAMETER**2


def stretched(rgb):
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    counts = np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel())
    low, high = np.searchsorted(counts, np.array([0.001, 0.999]) * counts[-1])
    return cv2.LUT(grey, np.clip(np.round((np.arange(256) - low) / max(1, high - low) * 255), 0, 255).astype(np.uint8))


def noise_level(plane):
    exact = plane.astype(np.float32)
    difference = cv2.convertScaleAbs(cv2.absdiff(exact, cv2.GaussianBlur(exact, (0, 0), 1)), alpha=8)
    counts = np.cumsum(cv2.calcHist([difference], [0], None, [256], [0, 256]).ravel())
    return np.searchsorted(counts, counts[-1] / 2) / 8 / 0.6745 / np.sqrt(1 - 3 / (4 * np.pi))


def distance(mask):
    return cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_5)


def eroded(mask, radius):
    return cv2.threshold(distance(mask), radius, 255, cv2.THRESH_BINARY)[1].astype(np.uint8)


def dilated(mask, radius):
    return cv2.threshold(distance(cv2.bitwise_not(mask)), radius, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8)


def fill_holes(mask):
    height, width = mask.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(mask), connectivity=4)
    x, y, w, h, area = stats.T
    holes = (x > 0) & (y > 0) & (x + w < width) & (y + h < height) & (area < GIVEN["maxHole"] * CELL_AREA)
    holes[0] = False
    mask[holes[labels]] = 255


def three_classes(plane):
    """The upper of the two thresholds of Otsu's method for three classes."""
    share = cv2.calcHist([plane], [0], None, [256], [0, 256]).ravel() / plane.size
    weight, mean = np.cumsum(share), np.cumsum(share * np.arange(256))
    a, b = np.triu_indices(255, 1)
    parts = [(weight[a], mean[a]), (weight[b] - weight[a], mean[b] - mean[a]), (1 - weight[b], mean[-1] - mean[b])]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = sum(np.where(w > 0, m * m / w, 0) for w, m in parts)
    return b[np.argmax(between)]


def nuclei(rgb):
    """Labels of the stained nuclei with what is around them, and their boxes."""
    saturation = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)[:, :, 1]
    saturation = cv2.GaussianBlur(saturation, (0, 0), 0.02 * DIAMETER)
    mask = cv2.threshold(saturation, float(three_classes(saturation)), 255, cv2.THRESH_BINARY)[1]
    mask = dilated(eroded(mask, 0.06 * DIAMETER), 0.06 * DIAMETER)
    mask = eroded(dilated(mask, 0.1 * DIAMETER), 0.1 * DIAMETER)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    mask[(stats[:, 4] < 0.5 * GIVEN["minArea"] * CELL_AREA)[labels]] = 0
    far, nearest = cv2.distanceTransformWithLabels(
        cv2.bitwise_not(mask), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_CCOMP
    )
    margin = GIVEN["nucleusMargin"] * DIAMETER
    nearest[far > margin] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    return nearest, [box_around(labels, nearest, stat, int(margin) + 1, i + 1) for i, stat in enumerate(stats[1:])]


def box_around(nuclei, grown, stat, margin, nucleus):
    left, top = max(0, stat[0] - margin), max(0, stat[1] - margin)
    where = np.s_[top : stat[1] + stat[3] + margin, left : stat[0] + stat[2] + margin]
    label = grown[where][nuclei[where] == nucleus][0]
    x, y, w, h = cv2.boundingRect((grown[where] == label).astype(np.uint8))
    return left + x, top + y, w, h, 1.0


def split(mask):
    """The parts of the mask as labels, touching ones cut apart at their waists."""
    inside = cv2.GaussianBlur(distance(mask), (0, 0), 0.015 * DIAMETER)
    inside[mask == 0] = 0
    depth = GIVEN["splitDepth"] * DIAMETER / 2
    below = np.maximum(inside - depth, 0)
    square = np.ones((3, 3), np.uint8)
    while True:
        before = below
        for _ in range(8):
            below = cv2.min(cv2.dilate(below, square), inside)
        if np.array_equal(before, below):
            break
    # A dome lower than the depth is a bump on a higher one.
    dome = inside - below
    count, markers = cv2.connectedComponents((dome > 0).astype(np.uint8))
    deep = np.zeros(count, bool)
    deep[np.unique(markers[dome > 0.99 * depth])] = True
    deep[0] = False
    number = np.where(deep, np.cumsum(deep), 0).astype(np.int32)
    return watershed(-inside, number[markers], connectivity=2, mask=mask > 0)


def measured(labels):
    """Boxes and roundness of the parts within the limits of area."""
    areas = np.bincount(labels.ravel())
    boxes = []
    for label, where in enumerate(find_objects(labels), 1):
        if where is None or not GIVEN["minArea"] <= areas[label] / CELL_AREA <= GIVEN["maxArea"]:
            continue
        part = (labels[where] == label).astype(np.uint8)
        outline = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0][0]
        roundness = 4 * np.pi * areas[label] / cv2.arcLength(outline, True) ** 2
        boxes.append((where[1].start, where[0].start, part.shape[1], part.shape[0], roundness))
    return boxes


def segment(rgb):
    plane = stretched(rgb)
    contrast = max(2, 4 * noise_level(plane) / (2 * np.sqrt(np.pi) * GIVEN["smoothing"]))
    mask = cv2.GaussianBlur(plane, (0, 0), GIVEN["smoothing"])
    mask = cv2.adaptiveThreshold(
        mask, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, GIVEN["window"], contrast
    )
    mask = dilated(mask, GIVEN["dilation"])
    fill_holes(mask)
    stained, boxes = nuclei(rgb)
    mask[stained > 0] = 0
    mask = dilated(eroded(mask, GIVEN["opening"] * DIAMETER), GIVEN["opening"] * DIAMETER)
    parts = split(mask) if GIVEN["touching"] == "split" else cv2.connectedComponents(mask)[1]
    return boxes + measured(parts)


def main():
    shape = GIVEN["height"], GIVEN["width"], 3
    rgb = np.fromfile(GIVEN["file"], np.uint8).reshape(shape)
    boxes = []
    for line in sys.stdin:
        if line.strip() == "boxes":
            print(json.dumps([[int(v) for v in box[:4]] for box in boxes]), flush=True)
            continue
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            boxes = segment(rgb)
            times.append(f"{(time.perf_counter() - start) * 1000:.3f}")
        print(" ".join(times), flush=True)


main()
