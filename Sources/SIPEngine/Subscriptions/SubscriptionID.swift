/// The endpoint's own number for a subscription.
package struct SubscriptionID: Hashable, Sendable {
  package let number: UInt64

  package init(number: UInt64) {
    self.number = number
  }
}
