import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Timekeeping

/// A switching matrix under a clock moved by hand, and everything that came out of it.
struct MatrixRig {
  struct Sent {
    var slot: Int
    var destination: MediaAddress
    var packet: RTPPacket
    var octets: [UInt8]
    var at: Moment
  }

  var matrix = SwitchingMatrix()
  var now = Moment(sinceZero: .seconds(1_000))
  var sent: [Sent] = []
  var notices: [MediaNotice] = []
  private var schedule = BeatSchedule(startingAfter: Moment(sinceZero: .seconds(1_000)))

  static let phone = MediaAddress(host: 0xC000_0205, port: 40_000)  // 192.0.2.5
  static let agent = MediaAddress(host: 0xC000_0206, port: 42_000)

  /// Opens a stream whose numbers begin at 100, 1000 and `ssrc`, and connects it.
  @discardableResult
  mutating func open(
    _ id: UInt64, ssrc: UInt32 = 0xAAAA, _ agreed: AgreedAudio? = nil, signalledFrom host: String? = nil
  ) -> Int {
    let slot = matrix.open(
      MediaStreamID(rawValue: id), sender: RTPSender(ssrc: ssrc, sequence: 100, timestamp: 1_000))
    if let agreed { perform(.connect(MediaStreamID(rawValue: id), agreed, signalledFrom: host)) }
    return slot
  }

  mutating func perform(_ command: MediaCommand) {
    _ = matrix.perform(command, at: now)
    collectNotices()
  }

  /// Lets time pass to a moment, beating when beats are due.
  mutating func advance(by duration: Duration) {
    let end = now + duration
    while schedule.nextDeadline <= end {
      now = schedule.nextDeadline
      beat()
    }
    now = end
  }

  /// The process stands still: time passes without a beat, and then what is due is run.
  mutating func standStill(for duration: Duration) -> Int {
    now = now + duration
    return beat()
  }

  /// A packet arrives now.
  mutating func receive(_ packet: RTPPacket, slot: Int, from source: MediaAddress = phone) {
    receive(packet.serialized(), slot: slot, from: source)
  }

  mutating func receive(_ datagram: [UInt8], slot: Int, from source: MediaAddress = phone) {
    // As much room as a driver gives: what is turned into another codec may be longer.
    var octets = datagram + Array(repeating: 0, count: 2_048 + MediaStream.protectionRoom)
    var span = octets.mutableSpan
    let outgoing = matrix.receive(slot: slot, &span, count: datagram.count, from: source, at: now)
    if let outgoing { record(outgoing, octets) }
    collectNotices()
  }

  /// A datagram arrives at the RTCP port now.
  mutating func receiveControl(_ datagram: [UInt8], slot: Int, from source: MediaAddress = phone) {
    var octets = datagram
    var span = octets.mutableSpan
    matrix.receiveControl(slot: slot, &span, count: datagram.count, from: source, at: now)
  }

  /// What the calendar says now.
  var wall: WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000) + now.sinceZero) }

  func packets(slot: Int) -> [RTPPacket] { sent.filter { $0.slot == slot }.map(\.packet) }
  var events: [MediaEvent] { notices.map(\.event) }

  @discardableResult
  private mutating func beat() -> Int {
    let due = schedule.due(at: now)
    for tick in due.ticks {
      for slot in matrix.slots(inPhase: BeatSchedule.phase(ofTick: tick)) {
        var octets = [UInt8](repeating: 0, count: MediaStream.packetLength + MediaStream.protectionRoom)
        var span = octets.mutableSpan
        let outgoing = matrix.beat(slot: slot, tick: tick, at: now, into: &span)
        if let outgoing { record(outgoing, octets) }
      }
    }
    collectNotices()
    return due.lateBeats
  }

  private mutating func record(_ outgoing: SwitchingMatrix.Outgoing, _ octets: [UInt8]) {
    let octets = Array(octets[outgoing.octets])
    guard let packet = try? RTPPacket.parse(octets) else { return }
    sent.append(
      Sent(slot: outgoing.slot, destination: outgoing.destination, packet: packet, octets: octets, at: now))
  }

  private mutating func collectNotices() {
    notices += matrix.notices
    matrix.forgetNotices()
  }
}

extension AgreedAudio {
  /// What a phone at `address` would have agreed on.
  static func with(
    _ address: MediaAddress = MatrixRig.phone, _ codec: AudioCodec = .pcmu, host: String? = nil,
    direction: MediaDirection = .sendReceive, remoteOnHold: Bool = false, eventPayloadType: UInt8? = 101
  ) -> AgreedAudio {
    let parts = [24, 16, 8, 0].map { String(address.host >> UInt32($0) & 0xFF) }
    return AgreedAudio(
      codec: codec, sendPayloadType: codec.offeredPayloadType, receivePayloadType: codec.offeredPayloadType,
      sendEventPayloadType: eventPayloadType, receiveEventPayloadType: eventPayloadType,
      remoteHost: host ?? parts.joined(separator: "."), remotePort: address.port, direction: direction,
      remoteOnHold: remoteOnHold, packetTime: .milliseconds(20))
  }
}

extension RTPPacket {
  /// A packet of a phone's stream: sequence and timestamp follow its number.
  static func audio(
    _ number: Int, payloadType: UInt8 = 0, ssrc: UInt32 = 0xBBBB, fill: UInt8 = 0x11, length: Int = 160
  ) -> RTPPacket {
    RTPPacket(
      header: RTPHeader(
        marker: false, payloadType: payloadType, sequence: RTPSequence(rawValue: 65_530).advanced(by: number),
        timestamp: RTPTimestamp(rawValue: .max - 400).advanced(by: number * 160), ssrc: ssrc),
      payload: Array(repeating: fill, count: length))
  }

  /// A telephone-event packet at the `number`th place of a phone's stream, whose press began at the `start`th.
  static func event(
    _ number: Int, start: Int, key: Character, duration: Int, isEnd: Bool = false, payloadType: UInt8 = 101
  ) -> RTPPacket {
    var packet = audio(number, payloadType: payloadType)
    packet.header.marker = number == start
    packet.header.timestamp = RTPTimestamp(rawValue: .max - 400).advanced(by: start * 160)
    packet.payload =
      TelephoneEvent(
        code: TelephoneEvent.code(of: key) ?? 255, isEnd: isEnd, volume: 10,
        duration: UInt16(clamping: duration)
      ).serialized()
    return packet
  }
}

extension TelephoneAudio {
  /// Audio in which every sample is different from its neighbours, so that order and place can be told.
  static func pattern(_ count: Int, seed: UInt64 = 1) -> TelephoneAudio {
    var dice = SeededGenerator(seed: seed)
    return TelephoneAudio(samples: (0..<count).map { _ in Int16.random(in: -8_000...8_000, using: &dice) })
  }
}
