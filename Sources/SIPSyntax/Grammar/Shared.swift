/// A large value that is copied by counting its holders: one of them who changes it gets its own first.
///
/// Messages and addresses are handed around far more often than they are changed.
package struct Shared<Value: Sendable>: Sendable {
  /// Changed only by a holder who is alone.
  private final class Box: @unchecked Sendable {
    var value: Value

    init(_ value: Value) {
      self.value = value
    }
  }

  private var box: Box

  package init(_ value: Value) {
    box = Box(value)
  }

  package var value: Value {
    _read { yield box.value }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
      yield &box.value
    }
  }
}

extension Shared: Equatable where Value: Equatable {
  package static func == (left: Shared, right: Shared) -> Bool {
    left.box === right.box || left.box.value == right.box.value
  }
}

extension Shared: Hashable where Value: Hashable {
  package func hash(into hasher: inout Hasher) {
    hasher.combine(box.value)
  }
}
