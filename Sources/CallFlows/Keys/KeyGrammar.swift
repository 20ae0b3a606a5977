/// Which keys mean something to a step that waits for them.
package enum KeyGrammar: Sendable, Equatable {
  /// One of several sequences, as in a menu. `commands` are the keys of `anywhere`: they work wherever they begin or
  /// continue no option.
  case choices(Set<KeySequence>, commands: Set<Key>)
  /// Digits as data, as in an `ask`. Of `commands` only those that are no digit and not the end key have meaning.
  case digits(ClosedRange<Int>, end: Key?, commands: Set<Key>)
  /// An amount of at most nine digits, with `*` for the point before at most two decimals; ends with the second of them.
  /// Of `commands` only those that are neither digit nor star nor the end key have meaning.
  case amount(end: Key?, commands: Set<Key>)
  /// Single keys, any other is passed over, as while waiting in a queue.
  case commands(Set<Key>)

  /// What ends an entry and is no part of it.
  var end: Key? {
    switch self {
    case .digits(_, let end, _), .amount(let end, _): end
    case .choices, .commands: nil
    }
  }

  /// What the keys so far, with one more at their end, amount to.
  func judge(_ keys: [Key]) -> Verdict {
    switch self {
    case .choices(let options, let commands): Self.judge(keys, among: options, commands: commands)
    case .digits(let range, let end, let commands): Self.judge(keys, in: range, end: end, commands: commands)
    case .amount(let end, let commands): Self.judge(amount: keys, end: end, commands: commands)
    case .commands(let commands):
      if let key = keys.last, commands.contains(key) { .command(key) } else { .nothing }
    }
  }

  enum Verdict: Equatable {
    /// Ends at once.
    case complete([Key])
    /// Could end here, and could go on.
    case extensible
    /// Has to go on.
    case partial
    case command(Key)
    /// The end key without an entry before it.
    case bareEnd
    case unfit
    /// The key means nothing here and changes nothing.
    case nothing
  }

  private static func judge(_ keys: [Key], among options: Set<KeySequence>, commands: Set<Key>) -> Verdict {
    let isOption = options.contains { $0.keys == keys }
    let isPrefix = options.contains { $0.keys.count > keys.count && $0.keys.starts(with: keys) }
    switch (isOption, isPrefix) {
    case (true, false): return .complete(keys)
    case (true, true): return .extensible
    case (false, true): return .partial
    case (false, false):
      guard let key = keys.last, commands.contains(key) else { return .unfit }
      return .command(key)
    }
  }

  private static func judge(
    _ keys: [Key], in range: ClosedRange<Int>, end: Key?, commands: Set<Key>
  ) -> Verdict {
    guard let key = keys.last else { return .partial }
    let entry = Array(keys.dropLast())
    if key == end {
      if entry.isEmpty { return .bareEnd }
      return entry.count >= range.lowerBound ? .complete(entry) : .unfit
    }
    guard key.isDigit else { return commands.contains(key) ? .command(key) : .unfit }
    if keys.count >= range.upperBound { return .complete(keys) }
    return keys.count >= range.lowerBound ? .extensible : .partial
  }

  private static func judge(amount keys: [Key], end: Key?, commands: Set<Key>) -> Verdict {
    guard let key = keys.last else { return .partial }
    let entry = key == end ? Array(keys.dropLast()) : keys
    if entry.isEmpty { return .bareEnd }
    guard key.isDigit || key == .star || key == end else { return commands.contains(key) ? .command(key) : .unfit }
    let parts = entry.split(separator: .star, omittingEmptySubsequences: false)
    guard parts.count <= 2, parts[0].count <= 9, parts.count == 1 || parts[1].count <= 2 else { return .unfit }
    let isBare = entry == [.star]
    if key == end { return isBare ? .unfit : .complete(entry) }
    if parts.count == 2, parts[1].count == 2 { return .complete(entry) }
    return isBare ? .partial : .extensible
  }
}
