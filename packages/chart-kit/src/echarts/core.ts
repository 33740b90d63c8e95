import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'

/** What every picture needs of the drawing engine; the build makes one chunk of this file and all that it imports. */
export { init, registerMap, use } from 'echarts/core'

use([GridComponent, LegendComponent, TooltipComponent, LabelLayout, SVGRenderer])
