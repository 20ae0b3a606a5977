import AudioSignal
import CallControl
import CallFlows
import MediaEngine
import MediaTransport
import SDPSessions
import Timekeeping

/// A call that records a prompt, in the words of the studio and of the media loops.
extension CallDriver {
  /// A call that begins with nobody.
  convenience init(recording order: PromptRecordingOrder, inbox: CallInbox, context: CallContext) {
    let release = context.shelf.current
    let id = CallID.next(at: context.clocks.reading.wall, number: context.reception.nextNumber())
    self.init(
      id: id, inbox: inbox, context: context, release: release,
      machine: .promptRecording(order.machine(id, speaking: release)), caller: nil, isCallerWithheld: false,
      legs: [:])
  }

  func perform(_ request: StudioRequest) {
    switch request {
    case .record(let leg, let name, let longest, let silence):
      guard let stream = legs[leg]?.stream else { return }
      let order = context.studio.order(
        name, id: RecordingID(rawValue: context.reception.nextNumber()), atMost: longest, endsAfterSilence: silence,
        tell: inbox)
      context.media.perform(.record(stream, order))
    case .finish(let leg):
      guard let stream = legs[leg]?.stream else { return }
      context.media.perform(.endRecording(stream))
    case .play(let leg, let name, let number): play(name, number, to: leg)
    case .keep(let name, let replacing):
      guard let order = machine.promptOrder else { return }
      Task { [inbox, context] in
        inbox.post(.input(.studio(await context.studio.keep(name, as: order, replacing: replacing))))
      }
    case .discard(let name): context.studio.discard(name)
    case .report(let progress):
      guard let order = machine.promptOrder else { return }
      Task { [context] in await context.orders.note(progress, of: order.id) }
    }
  }

  private func play(_ name: RecordingName, _ number: PlaybackNumber, to leg: LegID) {
    giveUpReading()
    guard let known = legs[leg] else { return }
    context.media.perform(.stop(known.stream))
    awaitedTake = number
    let form = known.agreed?.codec.form ?? []
    Task { [inbox, context] in
      inbox.post(.takeRead(leg, number, await context.studio.audio(of: name, also: form)))
    }
  }

  /// Plays a take that was made ready, if it is still wanted.
  func play(_ take: TelephoneAudio?, _ number: PlaybackNumber, to leg: LegID) {
    guard awaitedTake == number else { return }
    awaitedTake = nil
    guard let stream = legs[leg]?.stream, let take else { return handle(.studio(.unreadable(number))) }
    context.media.perform(.play(stream, [take], PlaybackID(rawValue: UInt64(number.rawValue))))
  }
}
