import CanonicalModel
import Feeds
import SharingAgreements

/// Lays out what a stream says of a record.
struct StreamWriter: Sendable {
    let layout: StreamLayout

    /// Appends what goes on about one record.
    func append(
        _ result: RecordResult, _ record: StreamRecord, _ agreements: [PreparedAgreement],
        to output: inout [UInt8]
    ) {
        switch layout {
        case .rows: for rows in result.rows { output += rows }
        case .ukCore:
            for feed in result.outputs { for lines in feed.ndjson { output += lines } }
        case .csv(let kind): output += result.outputs.first?.csv[Int(kind.rawValue)] ?? []
        case .envelope:
            begin(result, record, to: &output)
            output += #","feeds":["#.utf8
            if result.quarantine.records.isEmpty {
                for (index, agreement) in agreements.enumerated() {
                    if index > 0 { output.append(UInt8(ascii: ",")) }
                    feed(agreement, result.tallies[index], result.rows[index], to: &output)
                }
            }
            output += "]}\n".utf8
        }
    }

    /// Appends the line that tells the sender of a frame that it is done. The digest of the record
    /// is for the sender alone: in a pseudonymised feed it would link what must not be linked.
    func acknowledge(
        _ result: RecordResult, _ record: StreamRecord, to output: inout [UInt8]
    ) {
        begin(result, record, to: &output)
        if let digest = result.digest {
            output += #","sha256":"\#(Hexadecimal.text(digest))""#.utf8
        }
        output += "}\n".utf8
    }

    private func begin(
        _ result: RecordResult, _ record: StreamRecord, to output: inout [UInt8]
    ) {
        output += #"{"frame":\#(record.frame),"record":"#.utf8
        QuarantineLine.string(record.input.file, to: &output)
        output += #","offset":\#(record.input.offset),"length":\#(record.frameLength)"#.utf8
        output += #","outcome":"\#(result.outcome.rawValue)""#.utf8
        let codes = result.quarantine.records.keys.map(\.number).sorted()
        if let code = codes.first { output += #","code":"E\#(code)""#.utf8 }
    }

    private func feed(
        _ agreement: PreparedAgreement, _ tally: Tally, _ rows: [UInt8],
        to output: inout [UInt8]
    ) {
        let terms = agreement.compiled.agreement
        output += #"{"agreement":"#.utf8
        QuarantineLine.string(terms.id, to: &output)
        output += #","version":"\#(terms.version)","flow":"#.utf8
        QuarantineLine.string(agreement.compiled.flow?.id ?? "", to: &output)
        if let reason = Reason.allCases.first(where: {
            tally.recordsWithheld[Int($0.rawValue)] > 0
        }) {
            output += #","reason":"\#(reason.name)""#.utf8
        }
        output += #","released":\#(tally.released.reduce(0, +)),"withheld":{"#.utf8
        var isFirst = true
        for reason in Reason.allCases {
            let count = EntryKind.allCases.reduce(0) { $0 + tally.withheld($1, reason) }
            guard count > 0 else { continue }
            output += #"\#(isFirst ? "" : ",")"\#(reason.name)":\#(count)"#.utf8
            isFirst = false
        }
        output += #"},"rows":["#.utf8
        // Rows are lines; here they are the items of an array.
        output += rows.dropLast()
        for index in output.count - max(0, rows.count - 1)..<output.count
        where output[index] == 0x0A { output[index] = UInt8(ascii: ",") }
        output += "]}".utf8
    }
}

/// What became of a record of a stream.
enum StreamOutcome: String {
    case released, withheld, quarantined
}

extension RecordResult {
    /// What became of the record under any of the agreements.
    var outcome: StreamOutcome {
        if !quarantine.records.isEmpty { return .quarantined }
        return tallies.contains { $0.recordsReleased > 0 } ? .released : .withheld
    }
}
