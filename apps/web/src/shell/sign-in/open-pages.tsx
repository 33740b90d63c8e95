import type { Address } from '@coset/contract/pages'
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

type Loaded = LazyExoticComponent<ComponentType>

const passwords = () => import('./new-password.tsx')
const registration = () => import('./register.tsx')
const leaving = () => import('../leaving.tsx')

/** Pages that need nobody signed in, beside the sign-in itself. */
export const openPages: readonly { readonly path: Address; readonly page: Loaded }[] = [
  { path: '/password/forgot/', page: lazy(async () => ({ default: (await passwords()).ForgotPassword })) },
  { path: '/password/reset/:token', page: lazy(async () => ({ default: (await passwords()).ResetPassword })) },
  { path: '/register/', page: lazy(async () => ({ default: (await registration()).Register })) },
  { path: '/redirect/', page: lazy(async () => ({ default: (await leaving()).Leaving })) },
  { path: '/register/activation/:token', page: lazy(async () => ({ default: (await registration()).Activation })) },
]

/** Does an address need nobody signed in? */
export const isOpenPage = (path: string): boolean =>
  /^\/(?:login\/?|password\/(?:forgot\/?|reset\/[^/]+\/?)|register\/?|redirect\/?|register\/activation\/[^/]+\/?)$/.test(path)
