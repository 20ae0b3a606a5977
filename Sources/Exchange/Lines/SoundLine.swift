import AudioSignal
import FlowLibrary
import Logging
import MediaEngine
import MediaTransport
import Redaction
import SIPEngine
import Synchronization

/// A sound device that is a line of the house: on its occasion it calls its number, like a phone whose user is its name.
///
/// It calls over SIP, with an account that lives as long as the process, so that to the service it is a caller like any
/// other. Keys that are heard as tones in the room are pressed; the device hears what the caller hears. The call ends when
/// the flow ends, and the line waits for its next occasion.
final class SoundLine: Sendable {
  private let line: FlowLibrary.Configuration.AudioLine
  private let configuration: FlowLibrary.Configuration
  private let account: TrunkPlan.Account
  private let logger: Logger
  private let sound: PhoneSound
  private let desk: LineDesk

  /// From this level on somebody speaks, in dBm0, where nothing depends on it.
  private static let voice = -30.0
  /// Between one call and the next, so that a flow that ends at once does not make a storm of calls.
  private static let rest = Duration.seconds(2)

  /// Opens the device.
  init(
    _ line: FlowLibrary.Configuration.AudioLine, in configuration: FlowLibrary.Configuration,
    account: TrunkPlan.Account, logger: Logger
  ) throws {
    self.line = line
    self.configuration = configuration
    self.account = account
    self.logger = logger
    let desk = LineDesk(occasion: line.occasion)
    self.desk = desk
    let level = if case .level(let level) = line.occasion { level } else { Self.voice }
    sound = try PhoneSound(
      SoundCard.Parts(loudspeaker: line.device, microphone: line.device),
      room: SoundCard.Room(voiceLevel: level) { desk.hear($0) },
      onTrouble: { [name = line.name] in
        let facts: Logger.Metadata = ["line": "\(name)", "reason": "\($0)"]
        logger.error("a sound device is lost; its line calls no more", metadata: facts)
      })
  }

  /// Calls on every occasion until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      if line.occasion != .always { await desk.nextOccasion() }
      guard !Task.isCancelled else { break }
      await call()
      try? await Task.sleep(for: Self.rest)
    }
    sound.card.stop()
  }

  private func call() async {
    let order = PhoneOrder(callee: line.number, caller: line.name, account: account)
    do {
      let phone = try await TerminalPhone.dial(order, configuration, on: sound, logger: logger)
      desk.begin(phone)
      // A task of its own: one that is cancelled could not say goodbye.
      let running = Task { await phone.run(hangingUpOnSignals: false) }
      let end = await withTaskCancellationHandler {
        await running.value
      } onCancel: {
        phone.hangUp()
      }
      desk.end()
      if case .failed(let sentence) = end {
        logger.warning("a sound device's call failed", metadata: ["line": "\(line.name)", "reason": "\(sentence)"])
      }
    } catch {
      logger.warning("a sound device cannot call", metadata: ["line": "\(line.name)", "reason": "\(error)"])
    }
  }
}

/// What is heard in the room goes to the call that is on, or makes one.
private final class LineDesk: Sendable {
  private let occasion: FlowLibrary.Configuration.AudioLine.Occasion
  private let phone = Mutex<TerminalPhone?>(nil)
  private let occasions: AsyncStream<Void>
  private let occur: AsyncStream<Void>.Continuation

  init(occasion: FlowLibrary.Configuration.AudioLine.Occasion) {
    self.occasion = occasion
    (occasions, occur) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func hear(_ sound: RoomSound) {
    switch (sound, phone.withLock { $0 }, occasion) {
    case (.key(let key), let phone?, _): phone.press(key)
    case (.key, nil, .key), (.voice, nil, .level): occur.yield()
    case (.key, nil, _), (.voice, _, _): break
    }
  }

  func nextOccasion() async {
    for await _ in occasions { return }
  }

  func begin(_ phone: TerminalPhone) { self.phone.withLock { $0 = phone } }

  func end() { phone.withLock { $0 = nil } }
}
