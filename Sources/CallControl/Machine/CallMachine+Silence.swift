import CallFlows
import CallQueues
import Timekeeping

extension CallMachine {
  /// No audio comes any more from a leg: if it stays silent, it has vanished. Where a person listens it is also asked at
  /// once whether it is still there. A leg that has put us on hold, or that never sent any audio, need not send any: it
  /// is asked now and then.
  mutating func fellSilent(_ leg: LegID, _ out: inout Outbox) {
    switch (leg, state) {
    case (.caller, .inFlow), (.caller, .announcing), (.caller, .waiting): if callerHeld { return }
    case (.caller, .talking(let talk)): if callerHeld || talk.partnerHolds { return }
    case (.agent, .talking(let talk)), (.outside, .talking(let talk)):
      if callerHeld || !talk.expectsAudio(from: leg) { return }
    case (.caller, .transferring), (.caller, .connecting): if callerHeld { return }
    case (.agent, .transferring(let transfer)):
      if transfer.talk.leg != leg || transfer.talk.partnerHolds { return }
    case (.caller, .new), (.caller, .answering), (.caller, .finished): return
    case (.agent, .new), (.agent, .answering), (.agent, .inFlow), (.agent, .announcing), (.agent, .waiting),
      (.agent, .connecting), (.agent, .finished):
      return
    case (.outside, .new), (.outside, .answering), (.outside, .inFlow), (.outside, .announcing), (.outside, .waiting),
      (.outside, .finished), (.outside, .transferring), (.outside, .connecting):
      return
    }
    guard audible.contains(leg) else {
      probing[leg] = out.now.moment + Self.probeInterval
      return
    }
    guard vanishing[leg] == nil else { return }
    vanishing[leg] = out.now.moment + Self.vanishedAfter
    out.record(.leg(leg, .silent))
    switch state {
    case .talking, .transferring: out.leg(leg, .probe)
    case .new, .answering, .inFlow, .announcing, .waiting, .connecting, .finished: break
    }
  }

  /// A key came from a leg.
  mutating func showedLife(_ leg: LegID) {
    vanishing[leg] = nil
    probing[leg] = nil
  }

  /// Audio comes from a leg.
  mutating func becameAudible(_ leg: LegID) {
    audible.insert(leg)
    showedLife(leg)
  }

  /// A leg is gone, or about to be.
  mutating func forgetAudio(of leg: LegID) {
    showedLife(leg)
    audible.remove(leg)
  }

  /// A leg holds, or holds no longer: while it does, no audio is expected of it.
  mutating func expectAudio(_ isExpected: Bool, from leg: LegID, _ out: inout Outbox) {
    vanishing[leg] = nil
    probing[leg] = isExpected ? nil : out.now.moment + Self.probeInterval
  }

  /// Asks the legs whose time has come whether they are still there.
  mutating func probe(_ out: inout Outbox) {
    for (leg, moment) in probing where moment <= out.now.moment {
      out.leg(leg, .probe)
      probing[leg] = out.now.moment + Self.probeInterval
    }
  }

  /// Ends the legs from which nothing has come for too long: their hang-up must have been lost.
  mutating func vanish(_ out: inout Outbox) {
    let due = vanishing.filter { $0.value <= out.now.moment }.keys
    for leg in due { vanishing[leg] = nil }
    if due.contains(.caller) {
      out.record(.leg(.caller, .ended(.lost)))
      return close(.lost(flow.step), as: .caller, callerIsGone: false, &out)
    }
    switch state {
    case .talking(let talk):
      if let guest = talk.guest, due.contains(guest.leg) {
        out.leg(guest.leg, .hangUp)
        return guestIsGone(.lost, guest, talk, &out)
      }
      guard due.contains(talk.leg) else { return }
      out.hangUp(talk.leg)
      agentIsGone(.lost, talk, &out)
    case .transferring(let transfer):
      guard due.contains(transfer.talk.leg), transfer.isTransferorThere else { return }
      out.hangUp(transfer.talk.leg)
      transferorIsGone(transfer, &out)
    case .new, .answering, .inFlow, .announcing, .waiting, .connecting, .finished: break
    }
  }
}
