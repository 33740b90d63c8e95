export * from '@coset/chart-kit/theme'
