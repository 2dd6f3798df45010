/** A secret in its true surroundings. Put together here, so that no scanner takes the corpus itself for a leak. */
export interface PlantedSecret {
  readonly name: string
  /** With the secret in it. */
  readonly text: string
  /** What must not be found anywhere, each part of a wrapped one by itself. */
  readonly secret: readonly string[]
}

const PASSWORD = 'Tr0ub4dor&3x!'
const PLAIN_PASSWORD = 'sommerregen'
const ACCESS = 'Q7XK2M9PLWD4ZT8RBVCN63Yh5uJ1eG0aFsTiOcEb'
const HEX = '9f2c41d7b8e05a6613fc7740aa9e2b58'
const BASE64 = 'a3lsaW46VHIwdWI0ZG9yJjN4IQ=='
const LONG = 'Zk9vQmFyQmF6UXV4MTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFla'
const SECOND = 'bGluZVR3b09mVGhlVG9rZW4wMTIzNDU2Nzg5'
const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS10b2tlbg1a'
const AWS_ID = 'Q7XK2M5PLWD4ZT3R'
const PRIVATE = 'PRIVATE'
const JWT_HEAD = ['eyJhbGciOiJI', 'UzI1NiIsInR5cCI6'].join('')
const UUID = '5d1c77e0-4f0b-4c55-9d3e-2f1b8c9a7e66'

/** `§` stands for the secret. */
const SINGLE: readonly (readonly [name: string, text: string, secret: string])[] = [
  [
    'url, password with brackets',
    'java.io.IOException: GET https://deploy:§@repo/x.jar failed',
    'Winter(2024)',
  ],
  ['url, password with a comma', 'https://user:§@host:8443/a, then https://other/b', 'S3,cret'],
  ['url, password with a brace', 'jdbc:postgresql://u:§@h/d', 'S3{cret}'],
  ['url, password with a bar', 'wget https://user:§@h', 'S3|cret['],
  ['url, password with at and brackets', 'https://deploy:§@repo/a', 'Sp@rk(2024)!'],
  ['url, no user and a bracket', 'redis://:§@h:6379/0', 'a)bcd'],
  ['oracle, password with at', 'jdbc:oracle:thin:scott/§@db:1521:orcl', 'S3@cret'],
  ['sqlplus, password with at', 'sqlplus scott/§@db', 'S3@cret'],
  ['sql server in braces', 'jdbc:sqlserver://h:1433;user=sa;password=§;x=1', '{S3c ret; two}'],
  ['listed by name', '{"env":[{"name":"DB_PASSWORD","value":"§"}]}', PLAIN_PASSWORD],
  ['listed by key, escaped', '{\\"key\\": \\"api.token\\", \\"value\\": \\"§\\"}', PLAIN_PASSWORD],
  ['a pair in Python', "[('spark.hadoop.fs.s3a.secret.key', '§'), ('spark.app.id', '1')]", ACCESS],
  ['a pair in a list', '["password","§"]', PLAIN_PASSWORD],
  ['JSON, on the next line', '{"password":\n    "§",\n "x": 1}', PLAIN_PASSWORD],
  ['camel case', 'dbPass=§ retries=3', PLAIN_PASSWORD],
  ['camel case, prose', 'ldapPass: §', PLAIN_PASSWORD],
  ['curl by word', 'curl -s --user bob:§ https://x.example', PLAIN_PASSWORD],
  ['sql in mixed case', "Create User a Identified By '§'", PLAIN_PASSWORD],
  ['spark-submit s3a', `--conf 'spark.hadoop.fs.s3a.secret.key=§'  \\`, ACCESS],
  ['spark-submit s3a access', `--conf 'spark.hadoop.fs.s3a.access.key=§'  \\`, ACCESS],
  ['spark-submit session', `--conf spark.hadoop.fs.s3a.session.token=§ --class a.B`, ACCESS],
  ['spark-submit oss', `--conf "spark.hadoop.fs.oss.accessKeySecret=§" --queue etl`, ACCESS],
  ['spark-submit cosn', `--conf 'spark.hadoop.fs.cosn.userinfo.secretKey=§'`, ACCESS],
  ['spark-submit obs', `--conf 'spark.hadoop.fs.obs.secret.key=§'`, ACCESS],
  [
    'spark-submit azure',
    `--conf 'spark.hadoop.fs.azure.account.key.lake.dfs.core.windows.net=§'`,
    `${ACCESS}==`,
  ],
  ['spark-submit ssl', `--conf 'spark.ssl.keyStorePassword=§'`, PASSWORD],
  ['spark-submit auth', `--conf 'spark.authenticate.secret=§'`, HEX],
  [
    'java option',
    `--conf 'spark.driver.extraJavaOptions=-Dx=1 -Djavax.net.ssl.trustStorePassword=§ -Dy=2'`,
    PASSWORD,
  ],
  [
    'spark conf as a pair',
    '(spark.hadoop.javax.jdo.option.ConnectionPassword,§),(spark.app.name,x)',
    PASSWORD,
  ],
  ['spark conf as a map', 'Map(user -> kylin, password -> §)', PASSWORD],
  ['jdbc mysql', 'jdbc:mysql://db1:3306/kylin?user=kylin&password=§&useSSL=false', PASSWORD],
  ['jdbc mysql user info', 'jdbc:mysql://kylin:§@db1:3306/kylin', PLAIN_PASSWORD],
  ['jdbc postgres', 'jdbc:postgresql://db1/kylin?password=§', PASSWORD],
  ['jdbc sqlserver', 'jdbc:sqlserver://db1:1433;databaseName=k;user=sa;password=§;encrypt=true', PASSWORD],
  ['jdbc oracle', 'jdbc:oracle:thin:kylin/§@db1:1521/orcl', PASSWORD],
  ['jdbc presto', 'jdbc:presto://h:8443/hive?SSL=true&SSLKeyStorePassword=§', PASSWORD],
  [
    'kylin metadata url',
    'kylin.metadata.url=kylin@jdbc,url=jdbc:mysql://db1/k,username=k,password=§',
    PASSWORD,
  ],
  ['kylin properties', 'kylin.env.zookeeper-acl-password = §', PASSWORD],
  ['redis', 'redis://:§@cache1:6379/0', PASSWORD],
  ['mongodb', 'mongodb://kylin:§@m1:27017,m2:27017/kylin', PLAIN_PASSWORD],
  ['amqp', 'amqps://kylin:§@mq1/vhost', PLAIN_PASSWORD],
  ['user info with an @', 'http://kylin:p@§@nexus.example/repository', PLAIN_PASSWORD],
  ['token alone in a url', 'fatal: unable to access https://§@git.example/etl.git', HEX],
  ['git over oauth', 'https://oauth2:§@git.example/etl.git', HEX],
  ['basic', 'Authorization: Basic §', BASE64],
  ['bearer', `-H 'Authorization: Bearer §'`, HEX],
  ['bearer in JSON', '{"headers":{"Authorization":"Bearer §"}}', HEX],
  ['digest', 'authorization: Digest username="k", response="§"', HEX],
  ['proxy', 'Proxy-Authorization: Basic §', BASE64],
  ['negotiate', 'WWW said so; Authorization: Negotiate §', LONG],
  ['bearer in prose', 'request with Bearer § was refused', HEX],
  ['cookie', 'Cookie: lang=en; JSESSIONID=§; theme=dark', HEX],
  ['set-cookie', 'Set-Cookie: hadoop.auth="u=kylin&p=kylin&t=kerberos&e=1715&s=§"; Path=/', HEX],
  ['vault', 'X-Vault-Token: hvs.§', ACCESS],
  ['aws in a file', 'aws_secret_access_key = §', ACCESS],
  ['aws exported', 'export AWS_SECRET_ACCESS_KEY=§', ACCESS],
  ['aws access key', 'The AWS Access Key Id §  does not exist in our records', `AKIA${AWS_ID}`],
  ['aws temporary key', 'credentials ASIA§', AWS_ID],
  ['sts token', `<SessionToken>IQoJb3JpZ2lu§</SessionToken>`, LONG],
  ['sts token in prose', `assumed with FwoGZXIvYXdz§ until 17:00`, LONG],
  ['aliyun id', 'InvalidAccessKeyId: § is not found', `LTAI5t${AWS_ID}`],
  ['aliyun secret', 'AccessKeySecret: §', ACCESS],
  ['aliyun sts', 'SecurityToken=§&x=1', `CAIS${LONG}`],
  ['aliyun sts id', 'access key §', `STS.NU${AWS_ID}XY`],
  ['tencent', 'SecretKey=§', ACCESS],
  ['tencent id', 'the SecretId AKID§ is not found', ACCESS.slice(0, 32)],
  [
    'azure storage',
    'DefaultEndpointsProtocol=https;AccountName=lake;AccountKey=§;EndpointSuffix=x',
    `${ACCESS}==`,
  ],
  [
    'azure sas',
    'https://lake.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&sig=§&se=2024',
    'hQ7XK2M9PLWD4%3D',
  ],
  ['gcp key', `"private_key_id": "x", "api_key": "AIza§"`, 'SyQ7XK2M9PLWD4ZT8RBVCN63Yh5uJ1eG0aF'],
  ['presigned', 'https://b.s3.amazonaws.com/k?X-Amz-Expires=300&X-Amz-Signature=§', `${HEX}${HEX}`],
  ['jwt', `token was ${JWT_HEAD}.§`, `IkpXVCJ9.eyJzdWIiOiIxIn0.${SIGNATURE}`],
  ['jwt in JSON', `{"error":"expired","id":"${JWT_HEAD}.§"}`, `IkpXVCJ9.${SIGNATURE}`],
  ['pem', `-----BEGIN RSA ${PRIVATE} KEY-----\n§\n-----END RSA ${PRIVATE} KEY-----`, LONG],
  [
    'pem in JSON',
    `{"private_key":"-----BEGIN ${PRIVATE} KEY-----\\n§\\n-----END ${PRIVATE} KEY-----\\n"}`,
    LONG,
  ],
  ['pem cut', `-----BEGIN EC ${PRIVATE} KEY-----\n§\n`, LONG],
  ['keystore', 'ssl.server.keystore.password=§', PLAIN_PASSWORD],
  ['keypass', 'keytool -genkey -storepass § -keypass other', PLAIN_PASSWORD],
  ['keystore flag', '--keystore-password § --port 8443', PLAIN_PASSWORD],
  ['kafka jaas', 'ScramLoginModule required username="kylin" password="§";', PASSWORD],
  ['kerberos jaas', 'com.sun.security.auth.module.Krb5LoginModule required storePass=§;', PLAIN_PASSWORD],
  ['kinit', 'echo kylin | kinit --password=§ kylin@EXAMPLE.COM', PLAIN_PASSWORD],
  ['kerberos key', 'Key for kylin: kerberos.password: §', PLAIN_PASSWORD],
  [
    'hive-site',
    '<property>\n  <name>javax.jdo.option.ConnectionPassword</name>\n  <value>§</value>\n</property>',
    PASSWORD,
  ],
  [
    'hive-site over lines',
    '<name>javax.jdo.option.ConnectionPassword</name>\n  <description>of the metastore</description>\n  <value>\n    §\n  </value>',
    PASSWORD,
  ],
  ['core-site', '<name>fs.s3a.secret.key</name><value>§</value><final>true</final>', ACCESS],
  ['cdata', '<password><![CDATA[§]]></password>', PASSWORD],
  ['spring xml', '<property name="password" value="§"/>', PASSWORD],
  ['json', '{"user":"kylin","password":"§","port":3306}', PASSWORD],
  ['json with blanks', '{ "passwd" : "§" }', PASSWORD],
  ['json in json', String.raw`"{\"client_secret\":\"§\",\"x\":1}"`, PASSWORD],
  ['json in json in json', String.raw`"{\\\"db_password\\\":\\\"§\\\"}"`, PASSWORD],
  ['python', `connect(user='kylin', password='§')`, PASSWORD],
  ['python dict', `{'pwd': '§', 'user': 'kylin'}`, PASSWORD],
  ['yaml', 'datasource:\n  username: kylin\n  password: §\n', PASSWORD],
  ['yaml folded', 'password: >-\n  §\nother: 1', PASSWORD],
  ['env', 'MYSQL_PWD=§ mysql -u kylin', PASSWORD],
  ['docker', 'docker login -u kylin --password § registry.example', PASSWORD],
  ['curl', 'curl -s -u kylin:§ http://kylin:7070/kylin/api/jobs', PASSWORD],
  ['mysql', 'mysql -h db1 -u kylin -p§ kylin', PASSWORD],
  ['sqlplus', 'sqlplus kylin/§@orcl', PLAIN_PASSWORD],
  ['sshpass', 'sshpass -p § ssh node7', PASSWORD],
  ['beeline', 'beeline -u jdbc:hive2://h:10000 -n kylin -p § -e x', PLAIN_PASSWORD],
  ['sqoop', 'sqoop import --connect jdbc:mysql://db1/k --username k --password § --table t', PASSWORD],
  ['sql user', `CREATE USER kylin IDENTIFIED BY '§'`, PASSWORD],
  ['sql role', `ALTER ROLE kylin WITH PASSWORD '§'`, PASSWORD],
  ['sql options', `OPTIONS (url 'jdbc:mysql://db1', user 'k', password '§')`, PASSWORD],
  ['Chinese password', '密码：§', PLAIN_PASSWORD],
  ['Chinese with a word', '数据库密码为§，请核对', PLAIN_PASSWORD],
  ['Chinese with equals', '用户名＝kylin 密码＝§', PLAIN_PASSWORD],
  ['Chinese token', '访问令牌: §', HEX],
  ['Chinese key', '密钥是：§', HEX],
  ['Chinese on the next line', '口令：\n§\n', PLAIN_PASSWORD],
  ['a Chinese password', '密码：§', '春眠不觉晓2024'],
  ['wrong password', 'Login failed, wrong password: §', PLAIN_PASSWORD],
  ['full-width', 'ｕｓｅｒ：kylin password：§', PLAIN_PASSWORD],
  ['slack bot', 'token xoxb-§ was revoked', '1234567890-Q7XK2M9PLWD4'],
  ['slack config', 'xoxe.xoxp-1-§', 'Q7XK2M9PLWD4ZT8RBVCN63'],
  ['slack app', 'xapp-1-A0123-§', 'Q7XK2M9PLWD4ZT8RBVCN63'],
  ['slack webhook', 'https://hooks.slack.com/services/T00000000/B00000000/§', 'Q7XK2M9PLWD4ZT8RBVCN63'],
  [
    'slack webhook in JSON',
    String.raw`"https:\/\/hooks.slack.com\/services\/T00000000\/B00000000\/§"`,
    'Q7XK2M9PLWD4ZT8RBVCN63',
  ],
  ['discord webhook', 'https://discord.com/api/webhooks/112233445566778899/§', ACCESS],
  ['discord bot', 'token MTEyMjMzNDQ1NTY2Nzc4ODk5.GabcdE.§', 'Q7XK2M9PLWD4ZT8RBVCN63Yh5uJ1'],
  ['feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/§', UUID],
  ['dingtalk', 'https://oapi.dingtalk.com/robot/send?access_token=§', HEX + HEX],
  ['wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=§', UUID],
  ['teams', 'https://corp.webhook.office.com/webhookb2/§', `${UUID}@x/IncomingWebhook/${HEX}`],
  ['github', 'remote: ghp_§ is expired', ACCESS.slice(0, 36)],
  ['gitlab', 'glpat-§', ACCESS.slice(0, 20)],
  ['databricks', 'dapi§', HEX],
  ['npm', '//registry.example/:_authToken=npm_§', ACCESS.slice(0, 36)],
]

/** The same over lines and colours, where a terminal or a mail broke it. */
const BROKEN: readonly PlantedSecret[] = [
  {
    name: 'folded by a backslash',
    text: `db.password=${PLAIN_PASSWORD}\\\n    ${HEX}\nnext=1`,
    secret: [PLAIN_PASSWORD, HEX],
  },
  {
    name: 'session token wrapped',
    text: `aws_session_token = ${LONG}\n${SECOND}\nregion = eu-west-1`,
    secret: [LONG, SECOND],
  },
  {
    name: 'basic wrapped',
    text: `Authorization: Basic ${LONG}\r\n ${SECOND}\r\nHost: kylin`,
    secret: [LONG, SECOND],
  },
  {
    name: 'jwt wrapped',
    text: `rejected ${JWT_HEAD}${LONG}\n${SECOND}.${SIGNATURE}\nat 17:00`,
    secret: [LONG, SECOND, SIGNATURE],
  },
  {
    name: 'quoted and wrapped',
    text: `{"sessionToken": "${LONG}\n${SECOND}", "region": "eu"}`,
    secret: [LONG, SECOND],
  },
  {
    name: 'coloured',
    text: `\u001b[33mpassword\u001b[0m=\u001b[31m${PASSWORD}\u001b[0m`,
    secret: [PASSWORD],
  },
  {
    name: 'coloured inside',
    text: `pass\u001b(B\u001b[mword: ${PLAIN_PASSWORD.slice(0, 4)}\u001b[1m${PLAIN_PASSWORD.slice(4)}`,
    secret: [PLAIN_PASSWORD, PLAIN_PASSWORD.slice(4)],
  },
  {
    name: 'slack token coloured inside',
    text: `xox\u001b[1mb-1234567890-\u001b[0m${HEX}`,
    secret: [HEX],
  },
  {
    name: 'linked',
    text: `\u001b]8;;https://x.example/?token=${HEX}\u001b\\open\u001b]8;;\u001b\\ it`,
    secret: [HEX],
  },
]

/** What must be masked wherever it stands. */
export const PLANTED_SECRETS: readonly PlantedSecret[] = [
  ...SINGLE.map(([name, text, secret]) => ({
    name,
    text: text.replace('§', () => secret),
    secret: [secret],
  })),
  ...BROKEN,
]
