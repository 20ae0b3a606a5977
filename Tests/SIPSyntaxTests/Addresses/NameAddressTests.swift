import Testing

import SIPSyntax

@Suite("Addresses with names (RFC 3261 §20.10)")
struct NameAddressTests {
  @Test(
    "the display name is read unquoted",
    arguments: [
      ("\"Bob\" <sip:a@h>", "Bob"), ("Bob <sip:a@h>", "Bob"), ("Bob<sip:a@h>", "Bob"), ("<sip:a@h>", nil),
      ("sip:a@h", nil), ("\"\" <sip:a@h>", nil), ("  T. A.  Watson  <sip:a@h>", "T. A.  Watson"),
      (#""a \"b\" \\ \c" <sip:a@h>"#, #"a "b" \ c"#), ("\"<sip:x@y>, \" <sip:a@h>", "<sip:x@y>, "),
      ("Бюро <sip:a@h>", "Бюро"), ("\u{600} <sip:a@h>", "\u{600}"),
    ])
  func displayName(_ text: String, _ name: String?) throws {
    let address = try NameAddress(parsing: text)
    #expect(address.displayName == name)
    #expect(address.uri == .sip(SIPURI(user: "a", host: "h")))
    #expect(try NameAddress(parsing: address.text) == address)
  }

  @Test("parameters belong to the URI inside < >, to the address outside (RFC 4475 §3.3.12, §3.3.13)")
  func ownership() throws {
    let inside = try NameAddress(parsing: "<sip:a@h;unknownparam>;expires=60")
    #expect(inside.uri.sip?.parameters.names == ["unknownparam"])
    #expect(inside.parameters.names == ["expires"])
    let outside = try NameAddress(parsing: "sip:a@h;unknownparam;TAG=x")
    #expect(outside.uri.sip?.parameters.isEmpty == true)
    #expect(outside.parameters.contains("UNKNOWNPARAM"))
    #expect(outside.tag == "x")
  }

  @Test("an empty tag is none")
  func emptyTag() throws {
    #expect(try NameAddress(parsing: "<sip:a@h>;tag").tag == nil)
    #expect(try NameAddress(parsing: "<sip:a@h>;tag=\"\"").tag == nil)
  }

  @Test("user@host without its scheme is a SIP URI")
  func inferredScheme() throws {
    #expect(try NameAddress(parsing: "<bear@iptel.org>").uri == .sip(SIPURI(user: "bear", host: "iptel.org")))
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", "Bob", "<>", "< sip:a@h>", "<sip:a@h >", "<sip:a@h", "sip:a@h>", "\"Bob <sip:a@h>", "\"Bob\" sip:a@h",
      "Bell, Alexander <sip:a@h>", "sip:a@h?Route=x", "<sip:a@h>;", "<sip:a@h>;;a", "<sip:a@h>;a=", "<sip:a@h>;a=\"",
      "<sip:a@h> x", "<sip:a@h>;tag=1;tag=2", "<<sip:a@h>>", "<sip:a@h>, <sip:b@h>", "\"a\\",
    ])
  func refused(_ text: String) {
    #expect(throws: SIPParseError.self) { try NameAddress(parsing: text) }
  }

  @Test("setting and removing a tag leaves the other parameters in their order")
  func tag() throws {
    var address = try NameAddress(parsing: "<sip:a@h>;x=1;tag=2;y")
    address.tag = "3"
    #expect(address.text == "<sip:a@h>;x=1;tag=3;y")
    address.tag = nil
    #expect(address.text == "<sip:a@h>;x=1;y")
  }
}
