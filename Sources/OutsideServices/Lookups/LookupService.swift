package import CallFlows
import Synchronization
package import Timekeeping

/// Asks resources over HTTP for calls: within the time that a caller can be kept waiting, never more at once than a host
/// is to bear, and not at all while a host is down.
package final class LookupService: Lookups, Sendable {
  /// How much is asked at once.
  package struct Limits: Sendable {
    /// Questions that one host is asked at once; the others wait within their time.
    package var perHost: Int
    /// Questions under way in all; the next one fails.
    package var atOnce: Int
    /// Whether a redirect may lead to private, loopback and link-local addresses.
    package var allowsPrivate: Bool

    package init(perHost: Int = 8, atOnce: Int = 1_000, allowsPrivate: Bool = false) {
      self.perHost = perHost
      self.atOnce = atOnce
      self.allowsPrivate = allowsPrivate
    }
  }

  private struct State {
    var cache = LookupCache()
    var hosts: [String: HostHealth] = [:]
    var underWay = 0
    var gauges = LookupGauges()
  }

  private let asker: WebAsker
  private let limits: Limits
  private let clock: any MomentClock
  private let state = Mutex(State())

  /// - Parameters:
  ///   - clock: how old answers are, and how long a host has been left alone.
  ///   - resolver: finds the hosts that redirects lead to.
  package init(limits: Limits = Limits(), clock: any MomentClock, resolver: HostResolver = .system) {
    self.limits = limits
    self.clock = clock
    asker = WebAsker(
      redirects: RedirectRule(allowsPrivate: limits.allowsPrivate, resolver: resolver), perHost: limits.perHost)
  }

  /// Ends every question under way. For the end of the service; nothing can be asked afterwards.
  package func stop() async {
    await asker.stop()
  }

  /// How lookups went so far.
  package var gauges: LookupGauges {
    state.withLock { state in
      var gauges = state.gauges
      gauges.underWay = state.underWay
      return gauges
    }
  }

  package func ask(
    _ resource: LookupResource, with values: [VariableName: FlowValue], within wait: Duration?
  ) async -> LookupResult {
    let began = clock.now
    let (result, isRemembered) = await outcome(resource, values, within: wait)
    state.withLock { $0.gauges.note(result, after: clock.now - began, isRemembered: isRemembered) }
    return result
  }

  private func outcome(
    _ resource: LookupResource, _ values: [VariableName: FlowValue], within wait: Duration?
  ) async -> (LookupResult, isRemembered: Bool) {
    do throws(LookupFailure) {
      let question = try LookupQuestion(resource, values)
      if let known = state.withLock({ $0.cache.answer(to: question, of: resource, at: clock.now) }) {
        return (known, true)
      }
      let result = try await answer(to: question, of: resource, within: wait ?? resource.wait)
      state.withLock { $0.cache.keep(result, to: question, of: resource, at: clock.now) }
      return (result, false)
    } catch {
      return (.failed(error.sentence), false)
    }
  }

  private func answer(
    to question: LookupQuestion, of resource: LookupResource, within wait: Duration
  ) async throws(LookupFailure) -> LookupResult {
    let host = WebAddress(question.url)?.host ?? ""
    try enter(host)
    let result: Result<WebAsker.Answer, LookupFailure>
    do throws(LookupFailure) {
      result = .success(try await asked(question, retries: resource.retries, within: wait))
    } catch {
      result = .failure(error)
    }
    leave(host, result)
    return try Self.read(try result.get(), resource, host)
  }

  private func enter(_ host: String) throws(LookupFailure) {
    let (isFull, isUnwell) = state.withLock { state in
      guard state.underWay < limits.atOnce else { return (true, false) }
      guard state.hosts[host, default: HostHealth()].mayAsk(at: clock.now) else { return (false, true) }
      state.underWay += 1
      return (false, false)
    }
    if isFull { throw LookupFailure(.notWell, "\(limits.atOnce) questions are under way already") }
    if isUnwell { throw LookupFailure(.notWell, "\(host) has failed too often just now, and is not asked for a while") }
  }

  private func leave(_ host: String, _ result: Result<WebAsker.Answer, LookupFailure>) {
    state.withLock { state in
      state.underWay -= 1
      switch result {
      case .success(let answer) where answer.status < 500: state.hosts[host, default: HostHealth()].answered()
      case .failure(let failure) where failure.kind == .badAnswer || failure.kind == .badQuestion:
        state.hosts[host, default: HostHealth()].answered()
      case .success, .failure: state.hosts[host, default: HostHealth()].failed(at: clock.now)
      }
    }
  }

  /// Asks until there is an answer that is no fault of the other side, while the time lasts.
  private func asked(
    _ question: LookupQuestion, retries: Int, within wait: Duration
  ) async throws(LookupFailure) -> WebAsker.Answer {
    let asker = asker
    let late = LookupFailure(.outOfTime, "there was no answer within \(wait.inWords)")
    let result = await within(wait) { () async -> Result<WebAsker.Answer, LookupFailure> in
      var tries = 0
      while true {
        let result: Result<WebAsker.Answer, LookupFailure>
        do throws(LookupFailure) { result = .success(try await asker.ask(question)) } catch { result = .failure(error) }
        guard tries < retries, Self.isWorthAnother(result), !Task.isCancelled else { return result }
        tries += 1
        try? await Task.sleep(for: .milliseconds(100) * tries)
      }
    }
    guard let result else { throw late }
    return try result.get()
  }

  private static func isWorthAnother(_ result: Result<WebAsker.Answer, LookupFailure>) -> Bool {
    switch result {
    case .success(let answer): answer.status >= 500 || answer.status == 429
    case .failure(let failure): failure.kind == .notWell
    }
  }

  private static func read(
    _ answer: WebAsker.Answer, _ resource: LookupResource, _ host: String
  ) throws(LookupFailure) -> LookupResult {
    if resource.missing.contains(answer.status) { return .missing }
    guard (200...299).contains(answer.status) else {
      throw LookupFailure(.badAnswer, "\(host) answered with status \(answer.status)")
    }
    return .found(try LookupAnswer.values(resource.gives, in: answer.body))
  }
}

/// What `work` returns, or `nil` when the time is over first; then it is cancelled.
func within<Value: Sendable>(_ limit: Duration, _ work: @escaping @Sendable () async -> Value) async -> Value? {
  await withTaskGroup(of: Value?.self) { group in
    group.addTask { await work() }
    group.addTask {
      try? await Task.sleep(for: limit)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}

extension Duration {
  /// In seconds, or below one in milliseconds.
  fileprivate var inWords: String {
    let (seconds, rest) = components
    return rest == 0 ? "\(seconds) s" : "\(Int64(self / .milliseconds(1))) ms"
  }
}
