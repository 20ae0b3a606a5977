import Redaction
import SIPSyntax
import Timekeeping

/// Whom a session's peer is known as, and the host where it was heard when the session began.
struct SessionPeer: Sendable, Equatable {
  let origin: IncomingCall.Origin
  let host: String
}

/// Who may transfer whom: REFER within a dialog (RFC 3515) and Replaces (RFC 3891).
///
/// A REFER makes us call somebody on the word of whoever sent it. Only a phone that proved an account's password may do
/// that, in a call of its own and from the host where the call began; what a caller or a trunk sends is declined, and
/// nothing of it is looked at.
extension SIPEndpoint {
  mutating func receiveREFER(_ arrival: Arrival, within id: SessionID, at now: Moment) {
    guard let peer = sessions[id]?.peer, case .account = peer.origin, peer.host == arrival.flow.remote.host else {
      count(.refused)
      return refuse(arrival, .decline)
    }
    let target: ReferTarget
    do throws(SIPParseError) {
      target = try ReferTarget(of: arrival.request.headers)
    } catch {
      count(.malformed)
      return refuse(arrival, .badRequest, reason: error.sentence)
    }
    guard target.method == .invite else { return refuse(arrival, .decline) }
    guard let wanted = wanted(by: target, of: peer, in: id) else { return refuse(arrival, .unsupportedURIScheme) }
    let transaction = transactions.openServer(arrival.request, respondingOn: arrival.answerFlow, owner: .session(id))
    handle(.referral(arrival.request, transaction, wanted), for: id, at: now)
  }

  /// Nil for a URI by which nobody can be called.
  private func wanted(by target: ReferTarget, of peer: SessionPeer, in id: SessionID) -> TransferRequest.Target? {
    if let replaces = target.replaces {
      guard let (named, stage) = session(named: replaces), named != id, stage != .over,
        sessions[named]?.peer?.origin == peer.origin
      else { return .unknownDialog }
      return .session(ownersName(of: named))
    }
    return target.uri.dialString.map { .number(Redacted($0)) }
  }

  /// What an INVITE asks for with its Replaces.
  enum Replacement: Sendable, Equatable {
    case nothing
    case session(SessionID)
    case refused(StatusCode)
  }

  /// Finds the session that an INVITE wants to replace (RFC 3891 §3). Only a dialog of the same kind can be taken over: a
  /// phone takes a phone's, a trunk one of its own.
  func replacement(by invite: SIPRequest, from origin: IncomingCall.Origin) -> Replacement {
    let replaces: Replaces
    do throws(SIPParseError) {
      guard let value = try invite.replaces else { return .nothing }
      replaces = value
    } catch {
      return .refused(.badRequest)
    }
    guard let (id, stage) = session(named: replaces) else { return .refused(.callDoesNotExist) }
    guard let peer = sessions[id]?.peer, peer.origin.mayBeReplaced(by: origin) else { return .refused(.forbidden) }
    switch stage {
    case .over: return .refused(.decline)
    // An early dialog may be replaced only by whom we call, not by whom calls us.
    case .early: return .refused(.callDoesNotExist)
    case .confirmed: return replaces.isEarlyOnly ? .refused(.busyHere) : .session(ownersName(of: id))
    }
  }

  private func session(named replaces: Replaces) -> (SessionID, ReplaceableDialog.Stage)? {
    guard let id = sessionsByTag[replaces.toTag], let dialog = sessions[id]?.session.replaceable,
      dialog.isNamed(by: replaces)
    else { return nil }
    return (id, dialog.stage)
  }
}

extension IncomingCall.Origin {
  fileprivate func mayBeReplaced(by other: IncomingCall.Origin) -> Bool {
    switch (self, other) {
    case (.account, .account): true
    case (.trunk(let one), .trunk(let another)): one == another
    case (.account, .trunk), (.trunk, .account): false
    }
  }
}
