import { prepareBrowser } from './chromium.ts'

export default prepareBrowser
