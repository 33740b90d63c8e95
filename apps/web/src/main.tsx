import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@coset/ui/tokens.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App />)
