import AudioSignal
import Glibc
import MediaEngine
import MediaTransport
import RTPPackets
import SDPSessions
import Testing

@Suite("Recordings over real sockets, in real files", .timeLimit(.minutes(1)))
struct RecordingServiceTests {
  private let rig = ServiceRig()
  private let folder = TemporaryFolder()
  private let phone = UDPPhone()

  private func order(_ name: String = "a.wav", _ sides: RecordedSides = .conversation) -> RecordingOrder {
    RecordingOrder(
      id: RecordingID(rawValue: 4), sides: sides, file: "\(folder.path)/\(name)", atMost: .seconds(600))
  }

  private func opened(_ codec: AudioCodec = .pcmu) throws -> (stream: MediaStreamID, port: UInt16) {
    try rig.service.start()
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(codec), signalledFrom: nil))
    return (stream, port)
  }

  /// The phone says a tone of 600 Hz, a packet for each that it gets.
  private func talk(_ count: Int, to port: UInt16, from first: Int = 0) {
    var generator = ToneGenerator(frequency: 600, level: -10)
    _ = generator.samples(first * 160)
    for number in first..<(first + count) {
      guard phone.receive() != nil else { return }
      var packet = RTPPacket.audio(number)
      packet.payload = generator.samples(160).map(G711.muLaw)
      phone.send(packet, to: port)
    }
  }

  private func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }

  private func result() async -> RecordingResult? {
    while let notice = await rig.nextEvent() {
      if case .recordingEnded(let id, let result) = notice.event, id == RecordingID(rawValue: 4) { return result }
    }
    return nil
  }

  /// One channel of a finished file.
  private func channel(_ channel: Int, of name: String = "a.wav") throws -> [Int16] {
    let octets = folder.octets(of: name)
    let header = try #require(WAVHeader(octets))
    #expect(octets.count == WAVHeader.octetCount + header.dataLength)
    return stride(from: WAVHeader.octetCount + channel * 2, to: octets.count, by: header.frameLength).map {
      Int16(bitPattern: UInt16(octets[$0]) | UInt16(octets[$0 + 1]) << 8)
    }
  }

  @Test("A conversation becomes a file with both sides that anybody can play")
  func keeps() async throws {
    let (stream, port) = try opened()
    var generator = ToneGenerator(frequency: 1_500, level: -10)
    rig.service.perform(.loop(stream, TelephoneAudio(samples: generator.samples(8_000))))
    rig.service.perform(.record(stream, order()))
    talk(60, to: port)
    rig.service.perform(.endRecording(stream))
    guard case .kept(let duration, let voice) = await result() else {
      Issue.record("not kept")
      return
    }
    #expect(folder.names == ["a.wav"])
    #expect(rig.service.gauges().recordingMillisecondsMissed == 0)
    let file = try AudioFile.read("\(folder.path)/a.wav")
    #expect(file.rate == 8_000)
    #expect(abs(file.samples.count - milliseconds(duration) * 8) <= 8)
    #expect(duration > .milliseconds(1_100))
    #expect(voice > .milliseconds(800) && voice <= duration)
    let late = 4_000..<8_000
    #expect(Goertzel(frequency: 600).level(in: try channel(0)[late]) > -13)
    #expect(Goertzel(frequency: 1_500).level(in: try channel(1)[late]) > -13)
    #expect(Goertzel(frequency: 1_500).level(in: try channel(0)[late]) < -50)
    var status = stat()
    #expect(stat("\(folder.path)/a.wav", &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test(
    "The end of the stream is the end of its recording, and so is the end of the service", arguments: [false, true])
  func ends(byStopping: Bool) async throws {
    let (stream, port) = try opened()
    rig.service.perform(.record(stream, order(sides(byStopping))))
    talk(20, to: port)
    if byStopping { rig.service.stop() } else { rig.service.perform(.close(stream)) }
    guard case .kept(let duration, _) = await result() else {
      Issue.record("not kept")
      return
    }
    #expect(abs(try AudioFile.read("\(folder.path)/a.wav").samples.count - milliseconds(duration) * 8) <= 8)
  }

  private func sides(_ isParty: Bool) -> RecordedSides { isParty ? .party : .conversation }

  private func order(_ sides: RecordedSides) -> RecordingOrder { order("a.wav", sides) }

  @Test("A folder that is not there, or a name that is taken, fails with a sentence, and the call goes on")
  func failures() async throws {
    let (stream, port) = try opened()
    rig.service.perform(.record(stream, order("missing/a.wav")))
    guard case .failed(let sentence) = await result() else {
      Issue.record("not failed")
      return
    }
    #expect(sentence.contains("missing/a.wav") && sentence.contains("create its folder"))
    folder.write([1], to: "b.wav")
    rig.service.perform(.record(stream, order("b.wav")))
    guard case .failed(let second) = await result() else {
      Issue.record("not failed")
      return
    }
    #expect(second.contains("is there already"))
    #expect(folder.octets(of: "b.wav") == [1])
    talk(10, to: port)
    rig.service.perform(.record(stream, order("c.wav")))
    talk(10, to: port, from: 10)
    rig.service.perform(.endRecording(stream))
    guard case .kept = await result() else {
      Issue.record("not kept")
      return
    }
  }

  @Test(
    "A full disk ends the recording with a sentence, keeps what it took, and the call goes on",
    .enabled(if: geteuid() == 0, "a small disk is mounted by root"))
  func fullDisk() async throws {
    let disk = TemporaryFolder()
    try #require(mount("tmpfs", disk.path, "tmpfs", 0, "size=16k") == 0)
    defer { umount2(disk.path, Int32(MNT_DETACH)) }
    let (stream, port) = try opened()
    var order = order()
    order.file = "\(disk.path)/a.wav"
    rig.service.perform(.record(stream, order))
    talk(60, to: port)
    guard case .failed(let sentence) = await result() else {
      Issue.record("not failed")
      return
    }
    #expect(sentence.contains("make room on the disk") && sentence.contains("a.wav.part"))
    #expect(rig.service.gauges().recordingsFailed == 1)
    talk(20, to: port, from: 60)
    let kept = PartialRecordings.repair(in: disk.path)
    guard case .kept(let duration) = kept.first?.outcome else {
      Issue.record("\(kept)")
      return
    }
    #expect(duration > .milliseconds(200))
    #expect(abs(try AudioFile.read(order.file).samples.count - milliseconds(duration) * 8) <= 8)
  }

  @Test("What a service leaves that was ended by force is repaired, and plays")
  func repairs() async throws {
    let (stream, port) = try opened()
    rig.service.perform(.record(stream, order()))
    talk(60, to: port)
    // What is on the disk at this moment is what would be left.
    let left = TemporaryFolder()
    let octets = folder.octets(of: "a.wav.part")
    left.write(octets + [7], to: "a.wav.part")
    left.write(Array(octets.prefix(44)), to: "empty.wav.part")
    left.write([1, 2], to: "begun.wav.part")
    left.write(Array("something else, and longer than any header of ours is".utf8), to: "notes.part")
    left.write(octets, to: "other.wav")
    let repaired = PartialRecordings.repair(in: left.path)
    let length = Duration.microseconds((octets.count - 44) / 4 * 125)
    #expect(
      repaired.prefix(3) == [
        RepairedRecording(file: "\(left.path)/a.wav", outcome: .kept(length)),
        RepairedRecording(file: "\(left.path)/begun.wav", outcome: .removed),
        RepairedRecording(file: "\(left.path)/empty.wav", outcome: .removed),
      ])
    guard case .failed(let sentence) = repaired.last?.outcome else {
      Issue.record("\(repaired)")
      return
    }
    #expect(sentence.contains("notes.part is no recording of ours"))
    #expect(left.names == ["a.wav", "notes.part", "other.wav"])
    #expect(length > .milliseconds(500))
    #expect(try AudioFile.read("\(left.path)/a.wav").samples.count == (octets.count - 44) / 4)
    #expect(PartialRecordings.repair(in: "\(left.path)/nowhere") == [])
  }

  @Test("Three talk through one service, each in their own codec, and one of them is recorded")
  func threeWay() async throws {
    let (caller, port) = try opened()
    let (agent, supervisor) = (UDPPhone(), UDPPhone())
    let (second, _) = try rig.service.open(beside: caller)
    let (third, _) = try rig.service.open(beside: caller)
    rig.service.perform(.connect(second, agent.agreed(.g722), signalledFrom: nil))
    rig.service.perform(.connect(third, supervisor.agreed(.opus), signalledFrom: nil))
    rig.service.perform(.bridge(caller, second))
    rig.service.perform(.supervise(third, second, .join))
    rig.service.perform(.record(caller, order()))
    talk(75, to: port)
    let reader = SpeechReader(.opus, rate: 16_000)
    var heard: [Int16] = []
    var samples = [Int16](repeating: 0, count: SpeechReader.longestPacket)
    while let packet = supervisor.receiveWaiting() {
      var place = samples.mutableSpan
      let count = reader.read(packet.payload.span, into: &place)
      heard += samples.prefix(count)
    }
    #expect(Goertzel(frequency: 600, sampleRate: 16_000).level(in: heard.suffix(8_000)) > -13)
    rig.service.perform(.close(third))
    rig.service.perform(.close(second))
    rig.service.perform(.close(caller))
    guard case .kept = await result() else {
      Issue.record("not kept")
      return
    }
    #expect(Goertzel(frequency: 600).level(in: try channel(0).suffix(4_000)) > -14)
  }
}
