-- The shapes of OpenSAFELY's ehrQL tables over a feed, for DuckDB and SQLite.
--
-- Days are those of the feed's `_day` columns: null where only the month or year is known. A code
-- is the SNOMED CT concept; CTV3 stands where the source wrote CTV3.
--
-- ehrQL has no staff: `practitioner_id` and the view of practitioners are ours, in its manner.
--
-- Source: ehrQL schemas `core` and `tpp`, names and meaning of their columns.

CREATE VIEW ehrql_patients AS
SELECT person_key AS patient_id,
       min(date(CASE WHEN length(birth_date) >= 7 THEN substr(birth_date, 1, 7) || '-01' END))
           AS date_of_birth,
       coalesce(max(CASE WHEN sex IN ('male', 'female') THEN sex END), 'unknown') AS sex,
       max(death_date_day) AS date_of_death
FROM patient GROUP BY person_key;

-- The area where somebody lives now, 1 the most deprived; ehrQL has no code of the area.
CREATE VIEW ehrql_addresses AS
SELECT person_key AS patient_id, lsoa AS lsoa_code, imd_decile_double AS imd_decile,
       CASE WHEN imd_decile_double <= 2 THEN 1 WHEN imd_decile_double <= 4 THEN 2
            WHEN imd_decile_double <= 6 THEN 3 WHEN imd_decile_double <= 8 THEN 4
            WHEN imd_decile_double <= 10 THEN 5 END AS imd_quintile
FROM patient WHERE lsoa IS NOT NULL OR imd_decile IS NOT NULL;

CREATE VIEW ehrql_practice_registrations AS
SELECT person_key AS patient_id, start_day AS start_date, end_day AS end_date,
       practice AS practice_pseudo_id
FROM registration WHERE type = 'regular' OR type IS NULL;

CREATE VIEW ehrql_clinical_events AS
SELECT person_key AS patient_id, effective_day AS date, code_snomed AS snomedct_code,
       CASE WHEN code_source_system = 'ctv3' THEN code_source END AS ctv3_code,
       value_number_double AS numeric_value, encounter AS consultation_id,
       practitioner AS practitioner_id
FROM observation
UNION ALL
SELECT person_key, onset_day, code_snomed,
       CASE WHEN code_source_system = 'ctv3' THEN code_source END, NULL, encounter,
       practitioner
FROM problem
UNION ALL
SELECT person_key, performed_day, code_snomed,
       CASE WHEN code_source_system = 'ctv3' THEN code_source END, NULL, encounter,
       practitioner
FROM procedure;

CREATE VIEW ehrql_clinical_events_ranges AS
SELECT person_key AS patient_id, effective_day AS date, code_snomed AS snomedct_code,
       value_number_double AS numeric_value, range_low_number_double AS lower_bound,
       range_high_number_double AS upper_bound, value_comparator AS comparator,
       encounter AS consultation_id, practitioner AS practitioner_id
FROM observation;

CREATE VIEW ehrql_medications AS
SELECT person_key AS patient_id, issued_day AS date, code_snomed AS dmd_code,
       encounter AS consultation_id, practitioner AS practitioner_id
FROM medication_issue;

CREATE VIEW ehrql_vaccinations AS
SELECT person_key AS patient_id, id AS vaccination_id, given_day AS date,
       code_snomed AS procedure_code, vaccine_term AS product_name
FROM immunisation WHERE status = 'completed' OR status IS NULL;

-- The words of `status` are FHIR's; `seen_date` is the day of the appointment, where it was kept.
CREATE VIEW ehrql_appointments AS
SELECT person_key AS patient_id, booked_day AS booked_date, start_day AS start_date,
       CASE WHEN status IN ('arrived', 'checked-in', 'fulfilled') THEN start_day END AS seen_date,
       status
FROM appointment WHERE status IS NULL OR status <> 'entered-in-error';

CREATE VIEW ehrql_practitioners AS
SELECT p.person_key AS patient_id, p.id AS practitioner_id, p.practice AS practice_pseudo_id,
       coalesce(p.role_snomed, p.role_source, p.role_term) AS role,
       min(coalesce(o.ods_code, o.name)) AS organisation
FROM practitioner AS p
LEFT JOIN organisation AS o
       ON o.practice = p.practice AND o.person_key = p.person_key AND o.id = p.organisation
GROUP BY p.person_key, p.id, p.practice, coalesce(p.role_snomed, p.role_source, p.role_term);
