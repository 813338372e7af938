SELECT name, is_on AS "isOn" FROM faults
