/// Numbers what a call's flow asks of the world, increasing from 1: an answer with an older number is ignored.
package struct RequestNumber: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
  package let rawValue: Int

  package init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  package init(integerLiteral value: Int) {
    rawValue = value
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}
