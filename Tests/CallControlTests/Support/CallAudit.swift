import CallControl
import CallQueues

/// Reads every effect of every call and says which promise was broken.
struct CallAudit: Sendable {
  private struct Life {
    var records: [CallEvent] = []
    var finished = 0
    var dialled: Set<LegID> = []
    var ended: Set<LegID> = []
    var bridges = 0
    var tickets: Set<TicketID> = []
  }

  private var lives: [CallID: Life] = [:]
  private var talking: [AgentID: CallID] = [:]
  private(set) var complaints: [String] = []
  private(set) var conversations = 0
  private(set) var transfers = 0
  private(set) var conferences = 0
  /// With whom each caller talked, in order.
  private(set) var partners: [CallID: [AgentID]] = [:]

  mutating func note(_ effects: [CallEffect], of call: CallID, wasFinished: Bool) {
    for effect in effects {
      if wasFinished { noteAfterEnd(effect, of: call) } else { note(effect, of: call) }
    }
    if effects.contains(.finished), effects.last != .finished { complaints.append("\(call): more after finished") }
  }

  private mutating func noteAfterEnd(_ effect: CallEffect, of call: CallID) {
    if case .queue(.offerDeclined(_, _, .callerGone)) = effect { return }
    if case .queue(.release) = effect { return }
    if case .leg(_, .keep) = effect { return }
    complaints.append("\(call): \(effect) after the end")
  }

  private mutating func note(_ effect: CallEffect, of call: CallID) {
    var life = lives[call] ?? Life()
    switch effect {
    case .leg(let leg, .dial), .leg(let leg, .dialOutside), .leg(let leg, .dialAddress), .leg(let leg, .adopt):
      life.dialled.insert(leg)
    case .leg(.caller, .hangUp): break
    case .leg(let leg, .hangUp), .leg(let leg, .stopRinging):
      if !life.ended.insert(leg).inserted { complaints.append("\(call): \(leg) was hung up twice") }
    case .leg: break
    case .media(.bridge): life.bridges += 1
    case .media(.unbridge): life.bridges -= 1
    case .media: break
    case .queue(.enter(let request)): life.tickets.insert(request.ticket)
    case .queue, .outside: break
    case .messages: complaints.append("\(call): a visit asks for messages")
    case .studio: complaints.append("\(call): a visit records prompts")
    case .record(let record): note(record.event, of: call, &life)
    case .watch, .confer: complaints.append("\(call): a caller watches an agent")
    case .finished: life.finished += 1
    }
    if life.bridges > 1 { complaints.append("\(call): two bridges") }
    lives[call] = life
  }

  private mutating func note(_ event: CallEvent, of call: CallID, _ life: inout Life) {
    life.records.append(event)
    switch event {
    case .talking(_, let agent, _):
      if let other = talking[agent], other != call { complaints.append("\(agent) talks with \(other) and \(call)") }
      talking[agent] = call
      partners[call, default: []].append(agent)
      conversations += 1
    case .transfer(_, _, _, nil): transfers += 1
    case .threeWay: conferences += 1
    case .conversationEnded(_, let agent, _): talking[agent] = nil
    case .leg(let leg, .ended): life.ended.insert(leg)
    case .began, .leg, .flow, .ticket, .announced, .transfer, .fault, .recordingBegan, .recordingEnded,
      .recordingPaused, .recordingResumed, .supervised, .supervising, .quality, .ended:
      break
    }
  }

  /// What must be true when nothing is under way any more.
  func final(calls: [CallID: CallMachine]) -> [String] {
    var complaints = complaints
    for (call, machine) in calls {
      guard let life = lives[call] else { continue }
      if !machine.isFinished || life.finished != 1 { complaints.append("\(call): finished \(life.finished) times") }
      if machine.nextDeadline != nil { complaints.append("\(call): a deadline is left") }
      for leg in life.dialled.subtracting(life.ended).sorted(by: { $0.description < $1.description }) {
        complaints.append("\(call): \(leg) is left")
      }
      if life.records.count(where: { if case .began = $0 { true } else { false } }) != 1 {
        complaints.append("\(call): began is not there once")
      }
      if life.records.count(where: { if case .ended = $0 { true } else { false } }) != 1 {
        complaints.append("\(call): ended is not there once")
      }
      guard case .began? = life.records.first, case .ended? = life.records.last else {
        complaints.append("\(call): the record does not go from began to ended")
        continue
      }
    }
    if !talking.isEmpty { complaints.append("these agents talk on: \(talking.keys.sorted())") }
    return complaints
  }
}
