/// How much of everything a message may hold before it is refused.
///
/// Each limit is far above what telephones and trunks send and low enough that nothing in this module takes more than
/// a moment or holds more than a datagram's worth of memory.
package struct SIPLimits: Hashable, Sendable {
  /// Octets of a whole message: what a UDP length can announce.
  package var messageOctets = 65_535

  /// Header field lines: long histories and many vendor fields stay below a hundred.
  package var headerFields = 256

  /// Octets of one header field, its folded lines included: room for an Identity token or a long Record-Route.
  package var headerFieldOctets = 8_192

  /// Via values: Max-Forwards starts at 70, so no honest path is longer.
  package var vias = 70

  /// Contact values: more bindings than one telephone has.
  package var contacts = 32

  /// Route and Record-Route values: as for Via.
  package var routes = 70

  /// Parameters of one value; they are looked up one after another, so their number is bounded.
  package var parameters = 128

  /// Parts of a multipart body.
  package var bodyParts = 8

  /// Levels of multipart inside multipart.
  package var bodyNesting = 2

  package init() {}

  /// The limits that apply where nothing else is said.
  package static let standard = SIPLimits()
}
