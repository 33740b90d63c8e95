export * from './port.ts'
export { type BrokerConfig, brokerMembers, openBroker } from './registry.ts'
