import AudioSignal
import Benchmarking
import Foundation
import Logging
import MediaEngine
import MediaTransport
import SDPSessions

/// What goes on in every call while it is measured.
struct Scene: Sendable {
  var name: String
  /// The caller's codec.
  var caller = AudioCodec.pcmu
  /// The agent's codec; nil where there is no agent.
  var agent: AudioCodec?
  /// Whether the caller's audio arrives.
  var callerSpeaks = true
  /// Whether a prompt plays.
  var plays = false
  /// Whether keys are listened for in the caller's audio.
  var hearsTones = false
  /// What of the caller's stream is recorded.
  var records: RecordedSides?

  static let all = [
    Scene(name: "a prompt, caller silent", callerSpeaks: false, plays: true),
    Scene(name: "a prompt, caller's audio arrives unheard", plays: true),
    Scene(name: "a prompt, keys heard in the audio", plays: true, hearsTones: true),
    Scene(name: "a message is recorded", records: .party),
    Scene(name: "bridged, PCMU both", agent: .pcmu),
    Scene(name: "bridged and recorded on two channels", agent: .pcmu, records: .conversation),
    Scene(name: "bridged, PCMU and PCMA", agent: .pcma),
    Scene(name: "bridged, PCMU and G.722", agent: .g722),
    Scene(name: "bridged, PCMU and Opus", agent: .opus),
    Scene(name: "bridged, Opus both", caller: .opus, agent: .opus),
  ]

  static func payloadType(of codec: AudioCodec) -> UInt8 { codec.staticPayloadType ?? 96 }

  /// Where recordings go while it is measured.
  private static let folder = "/tmp/media-streams-recordings"

  /// Seconds of processor time that the media thread, and the one that writes recordings, take for one call and second, and how many packets a call was sent in
  /// a second.
  func cost(calls: Int, seconds: Int, tune: TelephoneAudio) async throws -> (time: Double, packets: Double) {
    let far = FarSide()
    let media = MediaService(
      configuration: MediaConfiguration(host: "127.0.0.1", ports: 20_000...59_999), clock: MonotonicClock(),
      calendar: CalendarClock(), random: SystemRandomNumberGenerator(), logger: Logger(label: "media-streams")
    ) { _, _ in }
    try media.start()
    if records != nil {
      try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(atPath: Self.folder) }
    for _ in 0..<calls { try connect(media, far, tune) }
    far.start()
    try await Task.sleep(for: .seconds(2))
    let start = (Self.time, far.heard, LoopbackSocket.monotonicNanoseconds())
    try await Task.sleep(for: .seconds(seconds))
    let elapsed = Double(LoopbackSocket.monotonicNanoseconds() - start.2) / 1_000_000_000
    let time = (Self.time - start.0) / elapsed / Double(calls)
    let packets = Double(far.heard - start.1) / elapsed / Double(calls)
    far.stop()
    media.stop()
    try await Task.sleep(for: .milliseconds(200))
    return (time, packets)
  }

  private static var time: Double { Worker.processorTime(of: "media") + Worker.processorTime(of: "recordings") }

  private func connect(_ media: MediaService, _ far: FarSide, _ tune: TelephoneAudio) throws {
    let (stream, port) = try media.open()
    let party = far.add(speakingTo: callerSpeaks ? port : nil, in: caller)
    media.perform(.connect(stream, agreed(caller, port: party), signalledFrom: nil, hearsTones: hearsTones))
    if let records {
      let file = "\(Self.folder)/\(port).wav"
      let order = RecordingOrder(
        id: RecordingID(rawValue: UInt64(port)), sides: records, file: file, atMost: .seconds(600))
      media.perform(.record(stream, order))
    }
    if plays { media.perform(.loop(stream, tune)) }
    guard let agent else { return }
    let (other, otherPort) = try media.open(beside: stream)
    let otherParty = far.add(speakingTo: otherPort, in: agent)
    media.perform(.connect(other, agreed(agent, port: otherParty), signalledFrom: nil))
    media.perform(.bridge(stream, other))
  }

  private func agreed(_ codec: AudioCodec, port: UInt16) -> AgreedAudio {
    let type = Self.payloadType(of: codec)
    return AgreedAudio(
      codec: codec, sendPayloadType: type, receivePayloadType: type, sendEventPayloadType: 101,
      receiveEventPayloadType: 101, eventClockRate: codec.clockRate, remoteHost: "127.0.0.1", remotePort: port,
      direction: .sendReceive, remoteOnHold: false)
  }
}
