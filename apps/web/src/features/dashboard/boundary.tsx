export { Boundary } from '../../shared/boundary/index.tsx'
