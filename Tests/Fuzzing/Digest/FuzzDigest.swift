import FuzzingDriver
import TestMaterial

@main
struct FuzzDigest {
  static func main() { Fuzzer.run(.digest) }
}
