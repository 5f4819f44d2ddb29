/** The reading face, upright and italic, as a chunk of its own. */
import '@fontsource-variable/source-serif-4/index.css'
import '@fontsource-variable/source-serif-4/wght-italic.css'
