/// A table that holds at most so many values: those that were asked for last.
///
/// It has two generations. Whatever is looked up moves to the young one; when that is full, the old one is forgotten
/// and the young one becomes old. So nothing costs more than two lookups, and at least half the capacity of the most
/// recent values is always there.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  private let generation: Int

  init(capacity: Int) {
    generation = max(capacity / 2, 1)
  }

  var count: Int { young.count + old.count }

  /// The value, without making it recent.
  func peek(_ key: Key) -> Value? { young[key] ?? old[key] }

  /// The value, which is recent from now on.
  mutating func recall(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old.removeValue(forKey: key) else { return nil }
    store(value, for: key)
    return value
  }

  mutating func store(_ value: Value, for key: Key) {
    if young[key] == nil, young.count >= generation {
      old = young
      young = [:]
    }
    old[key] = nil
    young[key] = value
  }

  mutating func forget(_ key: Key) {
    young[key] = nil
    old[key] = nil
  }
}
