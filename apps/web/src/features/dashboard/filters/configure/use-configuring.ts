import { useMemo, useState } from 'react'

export interface Configuring {
  /** May the person change the filters at all? */
  readonly may: boolean
  /** The arrangement holds what is not saved: saving the filters would stand against it. */
  readonly isHeld: boolean
  readonly isOpen: boolean
  readonly setOpen: (open: boolean) => void
}

/** Whether the filters are being changed, and who may. */
export const useConfiguring = (may: boolean, isHeld: boolean): Configuring => {
  const [isOpen, setOpen] = useState(false)
  return useMemo(() => ({ may, isHeld, isOpen: may && isOpen, setOpen }), [may, isHeld, isOpen])
}
