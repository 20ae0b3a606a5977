package import Redaction
package import SIPSyntax

extension Configuration {
  /// A line to the telephone network.
  package struct Trunk: Sendable, Equatable {
    /// Our account with the carrier; the password was read from its file.
    package struct Account: Sendable, Equatable {
      package var user: String
      package var password: Redacted<String>
      /// Who may ask for the password; `nil`: the first that asks.
      package var realm: String?

      package init(user: String, password: Redacted<String>, realm: String? = nil) {
        self.user = user
        self.password = password
        self.realm = realm
      }
    }

    package struct Registration: Sendable, Equatable {
      /// Whom we register; the host is the registrar.
      package var uri: SIPURI
      package var expires: Duration = .seconds(600)

      package init(uri: SIPURI) {
        self.uri = uri
      }
    }

    /// How numbers are written, on a trunk or by ourselves.
    package struct Numbers: Sendable, Equatable {
      package enum Form: String, Sendable, CaseIterable {
        case e164, national, digits
      }

      package var form = Form.e164
      /// Country code, without `+`.
      package var country: String?
      package var nationalPrefix = ""
      package var internationalPrefix = "00"
      package var strip = ""
      package var prefix = ""

      package init() {}
    }

    package struct CallerID: Sendable, Equatable {
      package enum Header: String, Sendable, CaseIterable {
        case asserted, from
        case remotePartyID = "remote-party-id"
      }

      /// Shown whoever calls; `nil`: the caller's own.
      package var number: String?
      package var header = Header.asserted
      package var privacy = true

      package init() {}
    }

    package enum Keys: String, Sendable, CaseIterable {
      case rfc4733, info
      case inBand = "in-band"
    }

    package enum Transfer: String, Sendable, CaseIterable {
      case bridge, refer
    }

    package var name: String
    /// Who may send us calls without registering.
    package var from: [AddressBlock]
    package var account: Account?
    package var registration: Registration?
    package var sendTo: SIPURI?
    /// The lowest is tried first.
    package var priority = 10
    package var channels: Int?
    package var perSecond: Int?
    package var numbers = Numbers()
    package var callerID = CallerID()
    package var trustIdentity = false
    package var keys = Keys.rfc4733
    package var transfer = Transfer.bridge
    /// How often OPTIONS is sent; `nil`: never.
    package var probe: Duration? = .seconds(20)

    package init(name: String, from: [AddressBlock]) {
      self.name = name
      self.from = from
    }
  }

  /// Who may be called through the trunks. Nobody, unless it is said.
  package struct Outbound: Sendable, Equatable {
    package struct Emergency: Sendable, Equatable {
      package var numbers = ["112", "911"]
      /// `nil`: such calls are refused.
      package var trunk: String?

      package init() {}
    }

    /// Beginnings of E.164 numbers.
    package var allow: [String] = []
    package var perNumberPerDay: Int?
    package var atOnce: Int?
    /// How numbers without `+` are read.
    package var numbers = Trunk.Numbers()
    package var emergency = Emergency()

    package init() {}
  }
}
