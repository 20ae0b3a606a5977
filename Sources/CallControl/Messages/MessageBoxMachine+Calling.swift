import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// Calling back whoever left a message.
///
/// Only from an agent's own phone, which may call outside anyhow: a PIN alone calls nobody at our expense.
extension MessageBoxMachine {
  /// The leg to whoever is called back.
  var calledLeg: LegID? {
    switch state {
    case .calling(_, let leg, _), .talking(_, let leg): leg
    case .new, .answering, .keying, .asking, .telling, .message, .atEnd, .leaving, .finished: nil
    }
  }

  func number(toCallBack index: Int) -> Redacted<String>? {
    guard case .own = door, round.indices.contains(index) else { return nil }
    return round[index].caller
  }

  mutating func callBack(_ index: Int, _ out: inout Outbox) {
    guard let number = number(toCallBack: index) else { return choose(index, [.wrong], &out) }
    quiet(&out)
    lastAttempt += 1
    let leg = LegID.outside(lastAttempt)
    state = .calling(index, leg, until: out.now.moment + Self.longestRing)
    out.media(.music(.caller, nil))
    out.leg(leg, .dialOutside(number, callerUser: facts.user, callerName: facts.name))
    out.record(.leg(leg, .dialledOutside))
  }

  mutating func calledLeg(_ leg: LegID, _ event: LegEvent, _ out: inout Outbox) {
    guard leg == calledLeg else { return }
    switch (event, state) {
    case (.answered, .calling(let index, _, _)):
      out.record(.leg(leg, .answered))
      state = .talking(index, leg)
      out.media(.stop(.caller))
      out.media(.bridge(.caller, leg))
    case (.ended(let end), .calling(let index, _, _)):
      out.record(.leg(leg, .ended(end)))
      notReached(index, &out)
    case (.ended(let end), .talking(let index, _)):
      out.record(.leg(leg, .ended(end)))
      out.media(.unbridge(.caller, leg))
      choose(index, [], &out)
    case (.transferRequested(let number, _), _): out.leg(leg, .reportTransfer(number, .failed(.notAllowed)))
    case (.ringing, _), (.answered, _), (.connected, _), (.held, _), (.resumed, _), (.handOn, _), (.takenOver, _),
      (.ended, _):
      break
    }
  }

  /// Nobody answered the call back.
  mutating func notReached(_ index: Int, _ out: inout Outbox) {
    choose(index, [.messagesNotReached], &out)
  }
}
