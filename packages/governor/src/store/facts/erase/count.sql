SELECT toString(count()) AS rows FROM {table:Identifier} WHERE tenant = {tenant:String}
