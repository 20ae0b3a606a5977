import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// What the caller's keys, and silence, do.
extension MessageBoxMachine {
  /// More digits than the longest number or PIN are kept of neither.
  private static let mostDigits = 20

  mutating func press(_ key: Key, from leg: LegID, isPassedOn: Bool, _ out: inout Outbox) {
    if case .talking(_, let called) = state {
      if !isPassedOn { out.media(.press(leg == .caller ? called : .caller, Redacted(String(key.rawValue)))) }
      return
    }
    guard leg == .caller else { return }
    silences = 0
    switch state {
    case .new, .answering, .asking, .talking, .leaving, .finished: break
    case .keying(let entry): press(key, in: entry, &out)
    case .telling: pressWhileTelling(key, &out)
    case .message(let index, .confirming): pressToConfirm(key, index, &out)
    case .message(let index, .playing), .message(let index, .choosing): press(key, at: index, &out)
    case .atEnd: pressAtEnd(key, &out)
    case .calling(let index, let called, _):
      guard [.star, .pound].contains(key) else { return }
      out.hangUp(called)
      notReached(index, &out)
    }
  }

  private mutating func press(_ key: Key, in entry: Entry, _ out: inout Outbox) {
    quiet(&out)
    switch (entry, key) {
    case (_, .pound): finish(entry, &out)
    case (.pin(""), .star) where isAccountKeyed: askAccount([], &out)
    case (.account, .star): askAccount([], &out)
    case (.pin, .star): askPIN([], &out)
    case (.account(let digits), _) where key.isDigit:
      keep(.account(String((digits + String(key.rawValue)).prefix(Self.mostDigits))), &out)
    case (.pin(let digits), _) where key.isDigit:
      keep(.pin(String((digits + String(key.rawValue)).prefix(Self.mostDigits))), &out)
    case (.account, _): askAccount([.wrong], &out)
    case (.pin, _): askPIN([.wrong], &out)
    }
  }

  private mutating func keep(_ entry: Entry, _ out: inout Outbox) {
    state = .keying(entry)
    waitsUntil = out.now.moment + Self.betweenKeys
  }

  private mutating func finish(_ entry: Entry, _ out: inout Outbox) {
    switch entry {
    case .account(""): askAccount([], &out)
    case .account(let digits):
      account = Redacted(digits)
      isAccountKeyed = true
      askPIN([], &out)
    case .pin(""): askPIN([], &out)
    case .pin(let digits):
      guard let account else { return askAccount([], &out) }
      out.record(.flow(.keyed(StepName("pin"), .masked)))
      ask(.open, .prove(account: account, pin: Redacted(digits), source: source), &out)
    }
  }

  private mutating func pressWhileTelling(_ key: Key, _ out: inout Outbox) {
    switch key {
    case .star: askAccount([], &out)
    case .pound: leave([], &out)
    case .one, .two: round.isEmpty ? tell(&out) : play(0, [], &out)
    case .zero, .three, .four, .five, .six, .seven, .eight, .nine, .a, .b, .c, .d: tell(&out)
    }
  }

  private mutating func press(_ key: Key, at index: Int, _ out: inout Outbox) {
    guard round.indices.contains(index) else { return end([], &out) }
    switch key {
    case .one: play(index, [], &out)
    case .two: round[index].isNew ? mark(index, then: .next, &out) : next(index, &out)
    case .three:
      state = .message(index, .confirming)
      say([.messagesDelete], &out)
    case .zero: callBack(index, &out)
    case .star: index > 0 ? play(index - 1, [], &out) : tell(&out)
    case .pound: leave([], &out)
    case .four, .five, .six, .seven, .eight, .nine, .a, .b, .c, .d: choose(index, [.wrong], &out)
    }
  }

  private mutating func pressToConfirm(_ key: Key, _ index: Int, _ out: inout Outbox) {
    guard key == .one, round.indices.contains(index) else { return choose(index, [], &out) }
    quiet(&out)
    ask(.delete(index), .delete(round[index].name), &out)
  }

  private mutating func pressAtEnd(_ key: Key, _ out: inout Outbox) {
    switch key {
    case .one:
      round = box?.messages ?? []
      play(0, [], &out)
    case .star: askAccount([], &out)
    case .pound: leave([], &out)
    case .zero, .two, .three, .four, .five, .six, .seven, .eight, .nine, .a, .b, .c, .d:
      say([.wrong, .messagesAgain, .messagesOther], &out)
    }
  }

  /// Nothing was keyed in time.
  mutating func wasSilent(_ out: inout Outbox) {
    waitsUntil = nil
    if case .keying(let entry) = state, entry != .account(""), entry != .pin("") { return finish(entry, &out) }
    silences += 1
    guard silences < Self.tries else { return leave([], &out) }
    switch state {
    case .keying(.account): askAccount([], &out)
    case .keying(.pin): askPIN([], &out)
    case .message(let index, _): choose(index, [], &out)
    case .atEnd: say([.messagesAgain, .messagesOther], &out)
    case .new, .answering, .asking, .telling, .calling, .talking, .leaving, .finished: break
    }
  }
}
