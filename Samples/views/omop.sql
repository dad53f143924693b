-- The shapes of OMOP CDM 5.4 over a feed, for DuckDB and SQLite: source values only. Concept ids
-- need the vocabularies of OHDSI and stay 0, which means "no matching concept". Numbers of rows are
-- counted in the order of their keys, so that they hold for one feed only.
--
-- Source: OMOP Common Data Model 5.4, tables and fields of the clinical data.

CREATE VIEW omop_person_number AS
SELECT person_key, row_number() OVER (ORDER BY person_key) AS person_id
FROM (SELECT DISTINCT person_key FROM patient) AS people;

-- A professional is known by a number of theirs, whichever record names them; where none was
-- released, by the id that the record gives. The same holds for organisations and their ODS code.
CREATE VIEW omop_staff AS
SELECT practice, person_key, id, min(organisation) AS organisation,
       min(coalesce('sds:' || sds_user_id, 'gmc:' || gmc_number, 'gmp:' || gmp_number,
                    'other:' || other_number, practice || '/' || id)) AS provider_source_value,
       min(name) AS provider_name, min(coalesce(role_snomed, role_source, role_term)) AS role
FROM practitioner GROUP BY practice, person_key, id;

CREATE VIEW omop_site AS
SELECT practice, person_key, id, min(coalesce(ods_code, practice || '/' || id))
           AS care_site_source_value,
       min(name) AS care_site_name, min(coalesce(type_snomed, type_source, type_term)) AS kind
FROM organisation GROUP BY practice, person_key, id;

CREATE VIEW omop_care_site AS
SELECT row_number() OVER (ORDER BY care_site_source_value) AS care_site_id,
       min(care_site_name) AS care_site_name, 0 AS place_of_service_concept_id,
       care_site_source_value, min(kind) AS place_of_service_source_value
FROM (SELECT care_site_source_value, care_site_name, kind FROM omop_site
      UNION ALL SELECT practice, NULL, NULL FROM patient) AS sites
GROUP BY care_site_source_value;

CREATE VIEW omop_provider AS
SELECT row_number() OVER (ORDER BY p.provider_source_value) AS provider_id,
       min(p.provider_name) AS provider_name, 0 AS specialty_concept_id,
       min(c.care_site_id) AS care_site_id, p.provider_source_value,
       min(p.role) AS specialty_source_value
FROM omop_staff AS p
LEFT JOIN omop_site AS s
       ON s.practice = p.practice AND s.person_key = p.person_key AND s.id = p.organisation
LEFT JOIN omop_care_site AS c ON c.care_site_source_value = s.care_site_source_value
GROUP BY p.provider_source_value;

CREATE VIEW omop_provider_number AS
SELECT s.practice, s.person_key, s.id, p.provider_id
FROM omop_staff AS s
JOIN omop_provider AS p ON p.provider_source_value = s.provider_source_value;

CREATE VIEW omop_person AS
SELECT n.person_id, 0 AS gender_concept_id,
       CAST(substr(min(p.birth_date), 1, 4) AS INTEGER) AS year_of_birth,
       CAST(nullif(substr(min(p.birth_date), 6, 2), '') AS INTEGER) AS month_of_birth,
       0 AS race_concept_id, 0 AS ethnicity_concept_id, min(p.practice) AS care_site_source_value,
       min(s.provider_id) AS provider_id, min(c.care_site_id) AS care_site_id,
       p.person_key AS person_source_value, max(p.sex) AS gender_source_value,
       max(p.ethnicity_snomed) AS ethnicity_source_value
FROM patient AS p JOIN omop_person_number AS n ON n.person_key = p.person_key
LEFT JOIN omop_care_site AS c ON c.care_site_source_value = p.practice
LEFT JOIN omop_provider_number AS s
       ON s.practice = p.practice AND s.person_key = p.person_key AND s.id = p.practitioner
GROUP BY n.person_id, p.person_key;

CREATE VIEW omop_observation_period AS
SELECT row_number() OVER (ORDER BY n.person_id) AS observation_period_id, n.person_id,
       min(r.start_day) AS observation_period_start_date,
       CASE WHEN count(*) = count(r.end_day) THEN max(r.end_day) END
           AS observation_period_end_date,
       0 AS period_type_concept_id
FROM registration AS r JOIN omop_person_number AS n ON n.person_key = r.person_key
GROUP BY n.person_id;

CREATE VIEW omop_visit_occurrence AS
SELECT row_number() OVER (ORDER BY e.practice, e.person_key, e.id) AS visit_occurrence_id,
       n.person_id, 0 AS visit_concept_id, e.start_day AS visit_start_date,
       coalesce(e.end_day, e.start_day) AS visit_end_date, 0 AS visit_type_concept_id,
       s.provider_id, c.care_site_id, e.practice AS care_site_source_value,
       e.id AS visit_source_value
FROM encounter AS e JOIN omop_person_number AS n ON n.person_key = e.person_key
LEFT JOIN omop_care_site AS c ON c.care_site_source_value = e.practice
LEFT JOIN omop_provider_number AS s
       ON s.practice = e.practice AND s.person_key = e.person_key AND s.id = e.practitioner;

CREATE VIEW omop_condition_occurrence AS
SELECT row_number() OVER (ORDER BY p.practice, p.person_key, p.id) AS condition_occurrence_id,
       n.person_id, 0 AS condition_concept_id, p.onset_day AS condition_start_date,
       p.abatement_day AS condition_end_date, 0 AS condition_type_concept_id,
       coalesce(p.code_snomed, p.code_source) AS condition_source_value,
       p.status AS condition_status_source_value, p.encounter AS visit_source_value, s.provider_id
FROM problem AS p JOIN omop_person_number AS n ON n.person_key = p.person_key
LEFT JOIN omop_provider_number AS s
       ON s.practice = p.practice AND s.person_key = p.person_key AND s.id = p.practitioner;

CREATE VIEW omop_measurement AS
SELECT row_number() OVER (ORDER BY o.practice, o.person_key, o.id) AS measurement_id,
       n.person_id, 0 AS measurement_concept_id, o.effective_day AS measurement_date,
       0 AS measurement_type_concept_id, o.value_comparator AS operator_source_value,
       o.value_number_double AS value_as_number, o.value_unit AS unit_source_value,
       o.value_canonical_double AS value_canonical, o.value_unit_canonical AS unit_canonical,
       o.range_low_number_double AS range_low, o.range_high_number_double AS range_high,
       coalesce(o.code_snomed, o.code_source) AS measurement_source_value,
       o.encounter AS visit_source_value, s.provider_id
FROM observation AS o JOIN omop_person_number AS n ON n.person_key = o.person_key
LEFT JOIN omop_provider_number AS s
       ON s.practice = o.practice AND s.person_key = o.person_key AND s.id = o.practitioner
WHERE o.value_number IS NOT NULL;

CREATE VIEW omop_observation AS
SELECT row_number() OVER (ORDER BY o.practice, o.person_key, o.id) AS observation_id,
       n.person_id, 0 AS observation_concept_id, o.effective_day AS observation_date,
       0 AS observation_type_concept_id, o.value_concept_snomed AS value_source_value,
       coalesce(o.code_snomed, o.code_source) AS observation_source_value,
       o.encounter AS visit_source_value, s.provider_id
FROM observation AS o JOIN omop_person_number AS n ON n.person_key = o.person_key
LEFT JOIN omop_provider_number AS s
       ON s.practice = o.practice AND s.person_key = o.person_key AND s.id = o.practitioner
WHERE o.value_number IS NULL;

CREATE VIEW omop_drug_exposure AS
SELECT row_number() OVER (ORDER BY i.practice, i.person_key, i.id) AS drug_exposure_id,
       n.person_id, 0 AS drug_concept_id, i.issued_day AS drug_exposure_start_date,
       i.end_day AS drug_exposure_end_date, 0 AS drug_type_concept_id,
       i.quantity_number_double AS quantity, i.duration_days_double AS days_supply,
       coalesce(i.code_snomed, i.code_source) AS drug_source_value,
       i.encounter AS visit_source_value, s.provider_id
FROM medication_issue AS i JOIN omop_person_number AS n ON n.person_key = i.person_key
LEFT JOIN omop_provider_number AS s
       ON s.practice = i.practice AND s.person_key = i.person_key AND s.id = i.practitioner;

CREATE VIEW omop_procedure_occurrence AS
SELECT row_number() OVER (ORDER BY p.practice, p.person_key, p.id) AS procedure_occurrence_id,
       n.person_id, 0 AS procedure_concept_id, p.performed_day AS procedure_date,
       0 AS procedure_type_concept_id,
       coalesce(p.code_snomed, p.code_source) AS procedure_source_value,
       p.encounter AS visit_source_value, s.provider_id
FROM procedure AS p JOIN omop_person_number AS n ON n.person_key = p.person_key
LEFT JOIN omop_provider_number AS s
       ON s.practice = p.practice AND s.person_key = p.person_key AND s.id = p.practitioner;
