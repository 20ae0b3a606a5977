/// One RTCP packet of a compound (RFC 3550 §6).
package enum ControlPacket: Hashable, Sendable {
  /// SR: from a party that sends, with what it hears (§6.4.1).
  case senderReport(ssrc: UInt32, SenderInformation, [ReceptionReport])
  /// RR: from a party that only hears (§6.4.2).
  case receiverReport(ssrc: UInt32, [ReceptionReport])
  /// SDES: who the sources are (§6.5).
  case sourceDescription([SourceDescription])
  /// BYE: these sources are gone (§6.6). The reason, of 255 octets at most, is the peer's text: it may say anything.
  case goodbye([UInt32], reason: [UInt8]?)
  /// Of a type that means nothing here: APP (§6.7), feedback (RFC 4585) and what may yet come.
  case other(type: UInt8)
}

/// What a sender says about its own stream, so that others can tell time and losses by it (RFC 3550 §6.4.1).
package struct SenderInformation: Hashable, Sendable {
  /// The wall clock as NTP writes it: seconds since 1900 above, 2³²nds of a second below.
  package var time: UInt64
  /// The same moment on the media's clock.
  package var timestamp: RTPTimestamp
  /// Sent since the stream began; both wrap.
  package var packets: UInt32
  /// Of payload alone.
  package var octets: UInt32

  package init(time: UInt64, timestamp: RTPTimestamp, packets: UInt32, octets: UInt32) {
    self.time = time
    self.timestamp = timestamp
    self.packets = packets
    self.octets = octets
  }
}

/// One source and what it says of itself (RFC 3550 §6.5).
package struct SourceDescription: Hashable, Sendable {
  /// One item: 1 is CNAME, which every source has; its text has 255 octets at most.
  package struct Item: Hashable, Sendable {
    package var type: UInt8
    package var text: [UInt8]

    package init(type: UInt8, text: [UInt8]) {
      self.type = type
      self.text = Array(text.prefix(255))
    }

    /// The name that stays when the SSRC changes (§6.5.1).
    package static func canonicalName(_ name: String) -> Item { Item(type: 1, text: Array(name.utf8)) }
  }

  package var ssrc: UInt32
  package var items: [Item]

  package init(ssrc: UInt32, items: [Item]) {
    self.ssrc = ssrc
    self.items = items
  }
}
