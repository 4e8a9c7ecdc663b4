// The start page: ask once, shape the answer, draw it.
import { startPageQuery } from './startPageQuery.js';
import { drawEmpty, drawFailure, drawFigures, drawLoading } from './startDraw.js';
import { fetchAnswer } from './startFetch.js';
import { shapeStartPage } from './startShape.js';

async function load() {
  drawLoading();
  try {
    const page = shapeStartPage(await fetchAnswer('graphql', startPageQuery));
    if (page.isEmpty) drawEmpty(page);
    else drawFigures(page);
  } catch (failure) {
    drawFailure(failure, load);
  }
}

load();
