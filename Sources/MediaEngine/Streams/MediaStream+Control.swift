internal import RTPPackets
package import Timekeeping

/// RTCP: what is reported to the other party, and what its reports say.
extension MediaStream {
  /// Judges an RTCP datagram in the first `count` octets, to whichever port it came; it is decrypted in place.
  package mutating func receiveControl(
    _ octets: inout MutableSpan<UInt8>, count: Int, from source: MediaAddress, at now: Moment
  ) -> Reception {
    guard lock.considersHost(of: source) else {
      statistics.packetsForeign += 1
      return .foreign
    }
    do {
      let length = try protection.unprotectControl(&octets, count: count)
      reports.receive(octets.span.extracting(0..<length), sender, from: source, at: now)
      return .control
    } catch {
      return dropped(error)
    }
  }

  /// Whether this beat is one that reports; the next is some seconds away.
  package mutating func isReportDue(at now: Moment) -> Bool { reports.isDue(at: now) }

  /// Writes a report into the first octets, of which there are `packetLength` and `protectionRoom`; how many there are to
  /// send, 0 where there is nobody to tell. It allocates.
  ///
  /// - Parameter isLast: the stream is over.
  package mutating func report(
    isLast: Bool, at now: Moment, _ wall: WallTime, into octets: inout MutableSpan<UInt8>
  ) -> Int {
    guard agreement != nil, controlDestination != nil else { return 0 }
    let report =
      isLast
      ? reports.farewell(sender, statistics, at: now, wall) : reports.report(sender, statistics, at: now, wall)
    guard report.count <= Self.packetLength else { return 0 }
    for index in report.indices { octets[index] = report[index] }
    return protection.protectControl(&octets, 0..<report.count)?.count ?? 0
  }

  /// Whether RTCP goes out by the port of RTP.
  package var multiplexesControl: Bool { agreement?.multiplexesControl == true }

  /// Where RTCP goes: with RTP, or to where the other party's comes from, or to where it was negotiated.
  package var controlDestination: MediaAddress? {
    guard let destination, let agreement else { return nil }
    if agreement.multiplexesControl { return destination }
    if let source = reports.source, source.host == destination.host { return source }
    guard agreement.controlPort != 0 else { return nil }
    return MediaAddress(host: destination.host, port: agreement.controlPort, isVersion6: destination.isVersion6)
  }

  /// How well the other party was heard so far, and how well it hears us.
  package var quality: VoiceQuality { VoiceQuality(statistics, agreement?.codec, far: reports.far) }
}
