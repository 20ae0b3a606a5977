import AudioSignal
package import FlowLibrary
package import Logging
import MediaEngine
import MediaTransport
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport
import Synchronization
import Timekeeping
import UnixSignals

/// A phone for one call, made of the same parts as the service: it calls, is heard and hears by a sound card where there
/// is one, presses keys, and hangs up.
package final class TerminalPhone: Sendable {
  private enum Message: Sendable {
    case session(SessionEvent)
    case key(Character)
    case hangUp
    /// Nobody has said anything for too long.
    case unheard
  }

  /// A service on this machine answers sooner than this, or it does not run.
  private static let patience = Duration.seconds(5)
  /// What a comma among the keys stands for.
  private static let pause = Duration.seconds(2)

  /// What happens, until the call is over.
  package let events: AsyncStream<PhoneEvent>
  private let tell: AsyncStream<PhoneEvent>.Continuation
  private let inbox: AsyncStream<Message>
  private let post: AsyncStream<Message>.Continuation
  private let keys: AsyncStream<Character>
  private let key: AsyncStream<Character>.Continuation
  /// Ends when the call is answered.
  private let unanswered: AsyncStream<Void>
  private let answered: AsyncStream<Void>.Continuation
  private let order: PhoneOrder
  private let target: PhoneTarget
  private let recording: AudioFile?
  private let line: PhoneLine
  private let sound: PhoneSound
  /// Whether the sound belongs to somebody who keeps it for the next call.
  private let isSoundLent: Bool

  /// Opens everything that the call needs, and calls.
  ///
  /// - Throws: `StartupError` with one sentence and its remedy; then nothing is left open.
  package static func dial(
    _ order: PhoneOrder, _ configuration: FlowLibrary.Configuration, logger: Logger
  ) async throws(StartupError) -> TerminalPhone {
    try await dial(order, configuration, on: nil, logger: logger)
  }

  /// The same with sound that is there already, and stays.
  static func dial(
    _ order: PhoneOrder, _ configuration: FlowLibrary.Configuration, on sound: PhoneSound?, logger: Logger
  ) async throws(StartupError) -> TerminalPhone {
    do {
      let phone = try await TerminalPhone(order, configuration, on: sound, logger: logger)
      phone.invite()
      return phone
    } catch let error as StartupError {
      throw error
    } catch {
      throw .part("\(error)")
    }
  }

  private init(
    _ order: PhoneOrder, _ configuration: FlowLibrary.Configuration, on lent: PhoneSound?, logger: Logger
  ) async throws {
    self.order = order
    (events, tell) = AsyncStream.makeStream()
    (inbox, post) = AsyncStream.makeStream()
    (keys, key) = AsyncStream.makeStream()
    (unanswered, answered) = AsyncStream.makeStream()
    target = try PhoneTarget(order.callee, in: configuration)
    recording = try order.playing.map { try AudioFile.read($0) }
    isSoundLent = lent != nil
    sound = try lent ?? PhoneSound.open(order) { [tell] in tell.yield(.notice($0)) }
    do {
      line = try await PhoneLine.open(to: target, in: configuration, logger: logger) { [post] in
        post.yield(.session($0))
      }
    } catch {
      if !isSoundLent { sound.card.stop() }
      throw error
    }
  }

  /// How loud what is heard now is, in dBm0; nil for silence.
  package var level: Double? { sound.card.level }

  /// Presses a key of `0`–`9`, `*`, `#`, `A`–`D` as soon as the call is answered, or waits for two seconds at a comma; what
  /// else there is, is no key. One after the other.
  package func press(_ key: Character) {
    self.key.yield(key)
  }

  /// Ends the call in whatever state it is.
  package func hangUp() {
    post.yield(.hangUp)
  }

  /// Runs the call to its end; how it ended.
  ///
  /// - Parameter hangingUpOnSignals: whether SIGINT, SIGTERM and SIGHUP do.
  package func run(hangingUpOnSignals: Bool = true) async -> PhoneEnd {
    let end = await withTaskGroup(of: PhoneEnd?.self) { group in
      group.addTask { await self.converse() }
      group.addTask { await self.pressKeys() }
      group.addTask { await self.keepTime() }
      if hangingUpOnSignals { group.addTask { await self.hangUpOnSignal() } }
      for await end in group {
        guard let end else { continue }
        group.cancelAll()
        return end
      }
      return .failed("the call ended without a word")
    }
    tell.finish()
    if !isSoundLent { sound.card.stop() }
    await line.close()
    return end
  }
}

// MARK: - The call

extension TerminalPhone {
  private func invite() {
    line.media.perform(.attach(line.stream, sound.port))
    line.sip.command(
      line.session,
      .invite(
        Invitation(
          target: .uri(target.uri, line.flow), callerName: nil, callerUser: order.caller, offer: line.offer,
          account: order.account, wantsWords: order.showsWords)))
    tell.yield(.calling(target.text))
  }

  private func converse() async -> PhoneEnd? {
    var conversation = PhoneConversation(negotiation: line.negotiation)
    for await message in inbox {
      switch message {
      case .session(let event):
        if let end = take(event, &conversation) { return end }
      case .key(let key):
        line.media.perform(.press(line.stream, [key]))
        tell.yield(.pressed(key))
      case .hangUp:
        conversation.isHangingUp = true
        line.sip.command(line.session, .hangUp(.normal))
      case .unheard where !conversation.isHeard:
        line.sip.command(line.session, .hangUp(.normal))
        return .failed("nobody answers at \(line.flow.remote): start the service with `switchboard serve`")
      case .unheard: break
      }
    }
    return nil
  }

  private func take(_ event: SessionEvent, _ conversation: inout PhoneConversation) -> PhoneEnd? {
    conversation.isHeard = true
    switch event {
    case .ringing: tell.yield(.ringing)
    case .wordsSpoken(let words): tell.yield(.words(words))
    case .earlyMedia(let description): connect(description, &conversation)
    case .answered(let description):
      connect(description, &conversation)
      guard let agreed = conversation.agreed else {
        line.sip.command(line.session, .hangUp(.normal))
        return .failed("the answer cannot be used: it shares no codec with media.codecs")
      }
      conversation.began = MonotonicClock().now
      tell.yield(.answered(codec: agreed.codec.rawValue))
      play(in: agreed.codec)
      begin()
    case .reoffered(let offer):
      do {
        let (answer, agreed) = try conversation.negotiation.answer(offer: offer)
        conversation.agreed = agreed
        connect(agreed)
        line.sip.command(line.session, .acceptReoffer(answer))
      } catch {
        line.sip.command(line.session, .rejectReoffer(error.status))
      }
    case .offerRequested: line.sip.command(line.session, .acceptReoffer(conversation.negotiation.offer()))
    case .reofferAnswered(let answer): connect(answer, &conversation)
    case .rejected(let status): return conversation.end(status, target)
    case .ended(let end): return conversation.end(end, at: MonotonicClock().now)
    // A phone is neither called nor transferred.
    case .offered, .reached, .answerReceived, .confirmed, .reofferRejected, .keyPressed, .transferRequested,
      .transferAccepted, .transferRefused, .transferProgress:
      break
    }
    return nil
  }

  /// From now on keys are pressed and the time runs.
  private func begin() {
    answered.finish()
    guard let atMost = order.atMost else { return }
    Task { [post] in
      try? await Task.sleep(for: atMost)
      post.yield(.hangUp)
    }
  }

  private func connect(_ answer: [UInt8], _ conversation: inout PhoneConversation) {
    guard let agreed = try? conversation.negotiation.accept(answer: answer) else { return }
    conversation.agreed = agreed
    connect(agreed)
  }

  private func connect(_ agreed: AgreedAudio) {
    line.media.perform(.connect(line.stream, agreed, signalledFrom: line.flow.remote.host))
  }

  private func play(in codec: AudioCodec) {
    guard let recording else { return }
    line.media.perform(.play(line.stream, [TelephoneAudio(recording, also: codec.form)], PlaybackID(rawValue: 1)))
  }
}

// MARK: - What goes on beside it

extension TerminalPhone {
  private func pressKeys() async -> PhoneEnd? {
    for await _ in unanswered {}
    for await key in keys {
      if key == "," {
        try? await Task.sleep(for: Self.pause)
      } else if KeyTone(key: key) != nil {
        post.yield(.key(key))
      }
    }
    return nil
  }

  private func keepTime() async -> PhoneEnd? {
    if target.isOurs, (try? await Task.sleep(for: Self.patience)) != nil { post.yield(.unheard) }
    return nil
  }

  private func hangUpOnSignal() async -> PhoneEnd? {
    for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) { post.yield(.hangUp) }
    return nil
  }
}
