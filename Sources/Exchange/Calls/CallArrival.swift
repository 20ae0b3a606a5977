import CallControl
import CallFlows
import CallQueues
import Logging
import MediaEngine
import MediaTransport
import Redaction
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport
import Timekeeping

/// A caller at the door: finds the flow of the dialled number, settles the audio, and lets the call in or turns it away.
struct CallArrival {
  let session: SessionID
  let call: IncomingCall
  let inbox: CallInbox
  let context: CallContext

  /// What a caller beyond capacity is told.
  static let retryAfter = Duration.seconds(10)

  func run(_ messages: AsyncStream<CallMessage>) async {
    guard context.reception.liveCalls <= context.settings.mostCalls else {
      return turnAway(RejectReason.overloaded.status, retryAfter: Self.retryAfter)
    }
    let release = await context.shelf.current
    guard let flow = release.flows.flow(forNumber: call.dialled.exposed) else {
      return turnAway(RejectReason.noSuchNumber.status)
    }
    do {
      let leg = try openLeg()
      let id = CallID.next(at: context.clocks.reading.wall, number: context.reception.nextNumber())
      let machine = CallMachine(
        id: id, facts: CallerFacts(user: call.callerUser, name: call.callerName, dialled: call.dialled),
        release: release.flows, flow: flow.name, queues: release.queues)
      context.reception.post(.expect(inbox, session, leg.stream))
      context.sip.note(session, isLegOf: id.rawValue, party: LegID.caller.description)
      var driver = CallDriver(
        id: id, inbox: inbox, context: context, release: release, machine: machine, legs: [.caller: leg])
      await driver.run(messages)
    } catch {
      context.logger.debug("call refused", metadata: ["reason": "\(error)"])
    }
  }

  /// Negotiates the audio and opens a stream; refuses the call itself when that fails.
  private func openLeg() throws -> CallLeg {
    let stream: MediaStreamID
    let port: UInt16
    do {
      (stream, port) = try context.media.open()
    } catch {
      turnAway(RejectReason.overloaded.status, retryAfter: Self.retryAfter)
      throw error
    }
    var negotiation = SessionNegotiation(
      host: context.sip.localHost(toward: call.flow.remote.host), port: port, codecs: context.settings.codecs,
      sessionIdentifier: context.reception.nextNumber(),
      srtp: context.settings.srtpTerms(signallingIsSecure: call.flow.transport.isSecure))
    do {
      let (answer, agreed) = try negotiation.answer(offer: call.offer)
      return CallLeg(
        session: session, stream: stream, signallingHost: call.flow.remote.host, negotiation: negotiation,
        answer: answer, agreed: agreed)
    } catch {
      context.media.perform(.close(stream))
      turnAway(error.status)
      throw error
    }
  }

  private func turnAway(_ status: StatusCode, retryAfter: Duration? = nil) {
    context.sip.command(session, .reject(status, retryAfter: retryAfter))
    context.reception.post(.forget(session, nil))
  }
}
