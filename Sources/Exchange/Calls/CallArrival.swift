import CallControl
import CallFlows
import CallQueues
import Logging
import MediaEngine
import MediaTransport
import Redaction
import SDPSessions
import SIPEngine
import SIPTransport
import Timekeeping

/// A caller at the door: finds the flow of the dialled number, settles the audio, and lets the call in or turns it away.
struct CallArrival {
  let session: SessionID
  let call: IncomingCall
  let inbox: CallInbox
  let context: CallContext

  func run(_ messages: AsyncStream<CallMessage>) async {
    guard context.reception.liveCalls <= context.settings.mostCalls else { return turnAway(.overloaded) }
    let release = await context.shelf.current
    guard let flow = release.flows.flow(forNumber: call.dialled.exposed) else {
      return turnAway(.noSuchNumber)
    }
    do {
      let leg = try openLeg()
      let id = CallID.next(at: context.clocks.reading.wall, number: context.reception.nextNumber())
      let machine = CallMachine(
        id: id, facts: CallerFacts(user: call.callerUser, name: call.callerName, dialled: call.dialled),
        release: release.flows, flow: flow.name, queues: release.queues)
      context.reception.post(.expect(inbox, session, leg.stream))
      var driver = CallDriver(
        id: id, inbox: inbox, context: context, release: release, machine: machine, legs: [.caller: leg])
      await driver.run(messages)
    } catch {
      context.logger.notice("call refused", metadata: ["reason": "\(error)"])
    }
  }

  /// Negotiates the audio and opens a stream; refuses the call itself when that fails.
  private func openLeg() throws -> CallLeg {
    let stream: MediaStreamID
    let port: UInt16
    do {
      (stream, port) = try context.media.open()
    } catch {
      turnAway(.overloaded)
      throw error
    }
    var negotiation = SessionNegotiation(
      host: context.sip.localHost(toward: call.flow.remote.host), port: port, codecs: context.settings.codecs,
      sessionIdentifier: context.reception.nextNumber())
    do {
      let (answer, agreed) = try negotiation.answer(offer: call.offer)
      return CallLeg(session: session, stream: stream, negotiation: negotiation, answer: answer, agreed: agreed)
    } catch {
      context.media.perform(.close(stream))
      context.sip.command(session, .reject(error.status, retryAfter: nil))
      throw error
    }
  }

  private func turnAway(_ reason: RejectReason) {
    context.sip.command(session, .reject(reason.status, retryAfter: reason == .overloaded ? .seconds(10) : nil))
    context.reception.post(.forget(session, nil))
  }
}
