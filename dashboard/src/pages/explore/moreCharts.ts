// Kinds of charts that only this page draws: added to the common ones when the first of them is drawn.

import { BoxAndWiskers, BoxPlotController } from '@sgratzl/chartjs-chart-boxplot';
import { Chart } from '../../parts/chartjs';

Chart.register(BoxAndWiskers, BoxPlotController);
