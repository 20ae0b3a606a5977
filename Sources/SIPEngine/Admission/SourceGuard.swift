package import Timekeeping

/// Turns a deaf ear to sources that ask too much, and locks out those that guess (RFC 3261 §26.1.5).
///
/// A request that proves nothing costs its source a token; the tokens come back with time. Wrong passwords are counted
/// for the source and, apart from that, for each account at the source: so one phone with an old password does not take
/// its office with it, and nobody locks out a phone that is elsewhere. Only a wrong password together with a nonce that
/// was issued to that very source counts, which a forged source address never has.
///
/// It keeps nothing about trunks; whoever asks it has seen to that.
package struct SourceGuard: Sendable {
  /// What becomes of a request that proves nothing.
  package enum Standing: Sendable, Hashable {
    case welcome
    /// It has asked too much: to be dropped unless it may be a phone with a nonce of ours.
    case exhausted
    case lockedOut
  }

  private struct Source: Sendable {
    var tokens: Double
    var filled: Moment
    /// When somebody proved a password from here.
    var proved: Moment?
    /// Names asked for without proof, as checksums, since `triedSince`.
    var tried: [UInt64] = []
    var triedSince: Moment
  }

  private enum Subject: Hashable, Sendable {
    case source(SourceKey)
    case account(UInt64, SourceKey)
  }

  private struct Failures: Sendable {
    var count: Int
    var since: Moment
  }

  private struct LockOut: Sendable {
    var until: Moment
    /// How many there have been.
    var times: Int
  }

  private let limits: SourceLimits
  /// Makes the checksums of names unpredictable.
  private let seed: UInt64
  private var sources: RecentTable<SourceKey, Source>
  private var failures: RecentTable<Subject, Failures>
  private var lockOuts: RecentTable<Subject, LockOut>

  package init(limits: SourceLimits, seed: UInt64) {
    self.limits = limits
    self.seed = seed
    sources = RecentTable(capacity: limits.remembered)
    failures = RecentTable(capacity: limits.remembered)
    lockOuts = RecentTable(capacity: limits.remembered)
  }

  /// Sources, failures and lock-outs that are remembered.
  package var remembered: Int { sources.count + failures.count + lockOuts.count }

  // MARK: Asking

  package mutating func standing(of source: SourceKey, at now: Moment) -> Standing {
    if isLockedOut(.source(source), at: now) { return .lockedOut }
    guard let known = sources.recall(source), refilled(known, at: now).tokens < 1 else { return .welcome }
    return .exhausted
  }

  /// Whether nobody may try this account from there.
  package mutating func isLockedOut(account user: String, at source: SourceKey, now: Moment) -> Bool {
    isLockedOut(account(user, source), at: now)
  }

  // MARK: Telling

  /// A request came that proves nothing. True when that makes a scanner of its source, which is locked out.
  ///
  /// - Parameter name: what it asked for; nil when it cannot be read.
  package mutating func noteStranger(_ source: SourceKey, asking name: String?, at now: Moment) -> Bool {
    guard !source.isLoopback else { return false }
    var known = refilled(sources.recall(source) ?? newSource(at: now), at: now)
    known.tokens = max(0, known.tokens - 1)
    defer { sources.store(known, for: source) }
    guard let name, !isProved(known, at: now) else { return false }
    if now - known.triedSince > limits.window {
      known.tried = []
      known.triedSince = now
    }
    let checksum = Checksum(of: name, seed: seed).value
    guard !known.tried.contains(checksum) else { return false }
    known.tried.append(checksum)
    guard known.tried.count >= limits.names else { return false }
    known.tried = []
    lockOut(.source(source), at: now)
    return true
  }

  /// Somebody answered our challenge with a wrong password. True when that locks somebody out.
  package mutating func noteFailure(account user: String, at source: SourceKey, now: Moment) -> Bool {
    let hasPhones = sources.recall(source).map { isProved($0, at: now) } ?? false
    let ofSource = limits.failures * (hasPhones ? limits.provedFactor : 1)
    let account = count(account(user, source), limit: limits.failures, at: now)
    let all = count(.source(source), limit: ofSource, at: now)
    return account || all
  }

  /// Somebody proved the password of this account: what went wrong with it before is forgotten.
  package mutating func noteProof(account user: String, at source: SourceKey, now: Moment) {
    let account = account(user, source)
    let wrong = failures.peek(account)?.count ?? 0
    failures.forget(account)
    lockOuts.forget(account)
    if wrong > 0, var all = failures.recall(.source(source)) {
      all.count = max(0, all.count - wrong)
      failures.store(all, for: .source(source))
    }
    var known = sources.recall(source) ?? newSource(at: now)
    known.proved = now
    known.tried = []
    sources.store(known, for: source)
  }
}

extension SourceGuard {
  private func account(_ user: String, _ source: SourceKey) -> Subject {
    .account(Checksum(of: user, seed: seed).value, source)
  }

  private func newSource(at now: Moment) -> Source {
    Source(tokens: Double(limits.strangersAtOnce), filled: now, triedSince: now)
  }

  private func isProved(_ source: Source, at now: Moment) -> Bool {
    source.proved.map { now - $0 < limits.proofLifetime } ?? false
  }

  /// The source with the tokens that it has by now.
  private func refilled(_ source: Source, at now: Moment) -> Source {
    guard now > source.filled else { return source }
    var source = source
    let factor = Double(isProved(source, at: now) ? limits.provedFactor : 1)
    let gained = (now - source.filled) / .seconds(1) * Double(limits.strangersPerSecond) * factor
    source.tokens = min(Double(limits.strangersAtOnce) * factor, source.tokens + gained)
    source.filled = now
    return source
  }

  /// Counts a failure; true when it was one too many.
  private mutating func count(_ subject: Subject, limit: Int, at now: Moment) -> Bool {
    var known = failures.recall(subject) ?? Failures(count: 0, since: now)
    if now - known.since > limits.window { known = Failures(count: 0, since: now) }
    known.count += 1
    guard known.count >= limit else {
      failures.store(known, for: subject)
      return false
    }
    failures.forget(subject)
    lockOut(subject, at: now)
    return true
  }

  private mutating func lockOut(_ subject: Subject, at now: Moment) {
    var times = 1
    if let before = lockOuts.recall(subject), now - before.until < limits.longestLockOut { times = before.times + 1 }
    // Sixteen doublings are more than the longest one, and do not overflow.
    let duration = min(limits.lockOut * (1 << min(times - 1, 16)), limits.longestLockOut)
    lockOuts.store(LockOut(until: now + duration, times: times), for: subject)
  }

  private mutating func isLockedOut(_ subject: Subject, at now: Moment) -> Bool {
    guard let known = lockOuts.recall(subject) else { return false }
    return now < known.until
  }
}
