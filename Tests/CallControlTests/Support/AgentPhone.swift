import CallControl
import CallQueues
import Timekeeping

/// One leg to an agent's phone, and the person at it.
struct AgentPhone: Sendable {
  enum Behaviour: Sendable {
    case answers(after: Duration, talks: Duration)
    case ends(LegEnd, after: Duration)
    /// Rings until somebody stops it.
    case ignores
  }

  enum Move: Sendable {
    case answers
    case hangsUp
    case ends(LegEnd)
  }

  enum State: Sendable, Equatable {
    case ringing
    case inCall
    case over
  }

  /// By what name somebody outside is asked for a behaviour.
  static let outside: AgentID = "outside"

  var behaviour: Behaviour
  var state = State.ringing
}

extension CallCentre {
  mutating func tell(_ leg: Leg, _ command: LegCommand) {
    switch command {
    case .dial(let agent, _, _, _): ring(leg, as: agent)
    case .dialOutside, .dialAddress: ring(leg, as: AgentPhone.outside)
    case .hangUp, .stopRinging:
      guard let phone = phones[leg], phone.state != .over else { return }
      phones[leg]?.state = .over
      report(leg, .ended(phone.state == .ringing ? .cancelled : .localHangUp))
    case .ring, .answer, .reject, .probe, .handOn, .reportTransfer, .collect, .adopt, .handOver, .keep: break
    }
  }

  private mutating func ring(_ leg: Leg, as person: AgentID) {
    let phone = AgentPhone(behaviour: behaviour(person, &random))
    phones[leg] = phone
    report(leg, .ringing)
    switch phone.behaviour {
    case .answers(let delay, _): post(.phone(leg, .answers), after: delay)
    case .ends(let end, let delay): post(.phone(leg, .ends(end)), after: delay)
    case .ignores: break
    }
  }

  mutating func move(_ leg: Leg, _ move: AgentPhone.Move) {
    let leg = moved[leg] ?? leg
    guard let phone = phones[leg], phone.state != .over else { return }
    switch move {
    case .answers:
      phones[leg]?.state = .inCall
      report(leg, .answered)
      report(leg, .connected)
      if case .answers(_, let talks) = phone.behaviour { post(.phone(leg, .hangsUp), after: talks) }
    case .hangsUp:
      phones[leg]?.state = .over
      report(leg, .ended(.remoteHangUp))
    case .ends(let end):
      phones[leg]?.state = .over
      report(leg, .ended(end))
    }
  }

  private mutating func report(_ leg: Leg, _ event: LegEvent) {
    send(.toCall(leg.call, .leg(leg.leg, event)), over: "phone \(leg)")
  }
}
