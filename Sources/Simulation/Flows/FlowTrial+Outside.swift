package import CallFlows
internal import Redaction
package import Timekeeping

/// What flows ask of the world outside: on the bench nobody is asked, and what the answer is the test says.
extension FlowTrial {
  /// As the test scripts it; a resource that it does not name cannot be asked.
  mutating func lookUp(_ request: LookupRequest) {
    let result = lookups[request.resource] ?? .failed("on the bench nobody answers lookups that are not scripted")
    note(.lookedUp(request.resource, result))
    inbox.append(.lookup(request.number, result))
  }

  /// Whoever is called answers at once.
  mutating func transfer(_ request: TransferRequest) {
    (place, playing, talking) = (nil, nil, .outside(request))
    note(.transferred(request))
  }

  /// It is promised for the next opening of its schedule.
  mutating func promise(_ request: CallbackRequest) {
    let schedule = request.at.flatMap { bench.release.schedules[$0] }
    let override = request.at.flatMap { bench.release.overrides[$0] }
    let due = schedule.flatMap { $0.nextOpening(after: now.wall, under: override) } ?? now.wall
    let zone = schedule?.timeZone ?? bench.release.flows[called].flatMap(bench.release.timeZone)
    note(.promised(request, due: PromisedTime(time: due, timeZone: zone ?? "UTC")))
    inbox.append(.callback(request.number, .promised))
  }

  /// Not, where the caller was asked within the time.
  func mayAsk(_ request: SurveyRequest) -> Bool {
    surveyed[request.survey].map { $0 + time >= request.onePer } ?? true
  }

  /// There are no cases but the one that the call opens.
  mutating func handle(_ request: CaseRequest) {
    note(.caseFile(request))
    switch request.verb {
    case .open:
      hasCase = true
      inbox.append(.caseFile(request.number, .found(subject: "1", status: "open")))
    case .find, .status, .note:
      inbox.append(.caseFile(request.number, hasCase ? .found(subject: "1", status: "open") : .missing))
    }
  }
}

/// With whom a caller talks.
package enum TrialPartner: Sendable, Equatable {
  /// Of this queue.
  case agent(QueueName)
  /// To whom the flow has transferred the call.
  case outside(TransferRequest)
}

extension TrialPartner: CustomStringConvertible {
  package var description: String {
    switch self {
    case .agent(let queue): "an agent of `\(queue)`"
    case .outside(let request): request.target.shown
    }
  }
}

extension TransferRequest.Target {
  /// As the flow's file has it.
  package var shown: String {
    switch self {
    case .address(let text), .number(let text): text.exposed
    case .agent(let name): name
    }
  }
}

/// When a caller is called back at the earliest.
package struct PromisedTime: Sendable, Equatable {
  package var time: WallTime
  package var timeZone: String

  package init(time: WallTime, timeZone: String) {
    self.time = time
    self.timeZone = timeZone
  }
}

extension PromisedTime {
  /// By the clocks of its zone.
  package var date: CivilDate? { CivilTime(time, in: timeZone)?.date }
}

extension PromisedTime: CustomStringConvertible {
  /// `2026-12-26 10:00`.
  package var description: String {
    guard let civil = CivilTime(time, in: timeZone) else { return timeZone }
    let (hour, minute) = (civil.secondOfDay / 3_600, civil.secondOfDay / 60 % 60)
    return "\(civil.date) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
