import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Timekeeping

/// A phone that says a tone in packets of 20 ms, and keeps what it hears.
struct SpeakingPhone {
  let codec: AudioCodec
  let address: MediaAddress
  private let ssrc: UInt32
  private var generator: ToneGenerator
  private let encoder: VoiceEncoder
  private let reader: SpeechReader
  private var number = 0
  /// Of late what was heard, at the codec's rate.
  private(set) var heard: [Int16] = []

  init(_ codec: AudioCodec, frequency: Double, level: Double = -16, host: UInt8 = 5, ssrc: UInt32 = 0xBBBB) {
    self.codec = codec
    self.ssrc = ssrc
    address = MediaAddress(host: 0xC000_0200 + UInt128(host), port: 40_000)
    generator = ToneGenerator(frequency: frequency, level: level, sampleRate: codec.sampleRate)
    encoder = VoiceEncoder(codec)
    reader = SpeechReader(codec, rate: codec.sampleRate)
  }

  /// The next 20 ms of the tone.
  mutating func speak() -> RTPPacket {
    defer { number += 1 }
    let samples = generator.samples(codec.sampleRate / 50)
    var octets = [UInt8](repeating: 0, count: 2_000)
    var place = octets.mutableSpan
    let count = encoder.encode(samples.span, into: &place)
    return RTPPacket(
      header: RTPHeader(
        marker: number == 0, payloadType: codec.offeredPayloadType,
        sequence: RTPSequence(rawValue: 65_500).advanced(by: number),
        timestamp: RTPTimestamp(rawValue: .max - 40_000).advanced(by: number * Int(codec.clockRate) / 50), ssrc: ssrc),
      payload: Array(octets.prefix(count)))
  }

  mutating func hear(_ packets: [RTPPacket]) {
    var samples = [Int16](repeating: 0, count: SpeechReader.longestPacket)
    for packet in packets where packet.header.payloadType == codec.offeredPayloadType {
      var place = samples.mutableSpan
      let count = reader.read(packet.payload.span, into: &place)
      heard += samples.prefix(count)
    }
  }

  mutating func forget() { heard = [] }

  /// How loud a frequency is in what was heard of late, in dBm0.
  func level(of frequency: Double) -> Double {
    Goertzel(frequency: frequency, sampleRate: codec.sampleRate).level(in: heard.suffix(codec.sampleRate / 2))
  }
}

/// What recordings write, taken out of their rings as a driver does.
struct RecordingTape {
  private(set) var recordings: [Recording] = []
  private(set) var samples: [[Int16]] = []

  mutating func take(_ matrix: inout SwitchingMatrix) {
    for recording in matrix.begunRecordings {
      recordings.append(recording)
      samples.append([])
    }
    matrix.forgetBegunRecordings()
    matrix.settleRecordings()
    var block = [Int16](repeating: 0, count: 50_000)
    for (index, recording) in recordings.enumerated() {
      var place = block.mutableSpan
      let count = recording.ring.take(into: &place)
      samples[index] += block.prefix(count)
    }
  }

  /// One channel of a recording.
  func channel(_ channel: Int, of recording: Int = 0) -> [Int16] {
    let count = recordings[recording].channels
    return stride(from: channel, to: samples[recording].count, by: count).map { samples[recording][$0] }
  }

  /// How loud a frequency is in some of a channel, in dBm0.
  func level(of frequency: Double, _ channel: Int, of recording: Int = 0, in range: Range<Int>) -> Double {
    Goertzel(frequency: frequency, sampleRate: recordings[recording].rate)
      .level(in: self.channel(channel, of: recording)[range])
  }
}

/// Several speaking phones at one matrix.
struct Conversation {
  var rig = MatrixRig()
  var phones: [SpeakingPhone] = []
  var tape = RecordingTape()
  /// Whether a phone speaks.
  var speaks: [Bool] = []
  private var taken = 0

  /// Stream *n* belongs to the phone at *n* − 1, and has the slot of the same number.
  init(_ phones: [SpeakingPhone]) {
    self.phones = phones
    speaks = phones.map { _ in true }
    for (index, phone) in phones.enumerated() {
      rig.open(UInt64(index + 1), ssrc: 0x1111 * UInt32(index + 1), .with(phone.address, phone.codec))
    }
  }

  static func stream(_ index: Int) -> MediaStreamID { MediaStreamID(rawValue: UInt64(index + 1)) }

  mutating func perform(_ command: MediaCommand) { rig.perform(command) }

  /// Everybody speaks and hears for a while.
  mutating func talk(milliseconds: Int) {
    for _ in 0..<(milliseconds / 20) {
      for index in phones.indices {
        let packet = phones[index].speak()
        if speaks[index] { rig.receive(packet, slot: index, from: phones[index].address) }
      }
      rig.advance(by: .milliseconds(20))
      tape.take(&rig.matrix)
    }
    for sent in rig.sent[taken...] { phones[sent.slot].hear([sent.packet]) }
    taken = rig.sent.count
  }

  /// Packets that went to a phone since the beginning.
  func sent(to index: Int) -> [RTPPacket] { rig.packets(slot: index) }
}
