// Kinds of charts that only this page draws: added to the common ones when the first of them is drawn.

import { BoxAndWiskers, BoxPlotController } from '@sgratzl/chartjs-chart-boxplot';
import { ScatterController } from 'chart.js';
import { Chart } from '../../parts/chartjs';

Chart.register(BoxAndWiskers, BoxPlotController, ScatterController);
