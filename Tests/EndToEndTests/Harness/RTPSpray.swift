import AudioSignal

/// A stranger who sends RTP to every port of a range, 500 packets a second, in the hope to be heard or answered.
final class RTPSpray: Sendable {
  private let port: UDPPort
  private let sending: Task<Void, Never>

  static func start(in network: TestNetwork, ports: ClosedRange<UInt16>, frequency: Double) async throws -> RTPSpray {
    RTPSpray(
      try await UDPPort.open(in: network, host: TestNetwork.strangerAddress), ports: ports, frequency: frequency)
  }

  private init(_ port: UDPPort, ports: ClosedRange<UInt16>, frequency: Double) {
    self.port = port
    var tone = ToneGenerator(frequency: frequency, level: -10)
    let sound = TelephoneAudio(samples: tone.samples(160)).muLaw
    let targets = ports.filter { $0.isMultiple(of: 2) }
    sending = Task {
      var number: UInt32 = 0
      while !Task.isCancelled {
        for _ in 0..<25 {
          let target = targets[Int(number) % targets.count]
          port.send(Self.packet(number / UInt32(targets.count), sound), to: target)
          number += 1
        }
        await pause(.milliseconds(50))
      }
    }
  }

  /// Ends it.
  ///
  /// - Returns: how many datagrams came back.
  func stop() async -> Int {
    sending.cancel()
    await sending.value
    return port.received.all.count
  }

  /// A packet of PCMU whose sequence and timestamp are in order.
  private static func packet(_ number: UInt32, _ sound: [UInt8]) -> [UInt8] {
    let sequence = UInt16(truncatingIfNeeded: number)
    var octets: [UInt8] = [0x80, 0]
    withUnsafeBytes(of: sequence.bigEndian) { octets += Array($0) }
    withUnsafeBytes(of: (number &* 160).bigEndian) { octets += Array($0) }
    octets += [0xBA, 0xD0, 0xCA, 0x11]
    return octets + sound
  }
}
